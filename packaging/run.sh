#!/usr/bin/env bash
# From nothing to a model that knows its new name: packages, build, starter model, the main job, the window.
#   bash packaging/run.sh [--headless] [--no-demo]
#     --headless   no window; the main job runs with inkstone-cli and prints the answers before and after
#                  (chosen by itself when there is no display)
#     --no-demo    only build and open the window
# A second run finds everything done and starts in seconds.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

headless=false demo=true
[ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && headless=true
for argument in "$@"; do
    case $argument in
        --headless) headless=true ;;
        --no-demo) demo=false ;;
        -h | --help) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) printf 'error: unknown argument: %s. Known are --headless and --no-demo\n' "$argument" >&2; exit 2 ;;
    esac
done

# Without pip and network the program builds itself a small random model, so that every page still works.
fallback_model() {
    local path=$data_home/models/tiny-random.gguf
    [ -f "$path" ] || "$bin/inkstone-cli" model tiny "$path" >&2 \
        || die "inkstone-cli could not build its small random model at $path"
    note "Working with a small random model, $path: it can be trained and asked, but its words mean nothing."
    note "For the real one: connect to the network and run this again, or put $model_file into $data_home/models."
    echo "$path"
}

install_packages
if $headless; then targets=(inkstone_cli); else targets=(inkstone_cli inkstone_app); fi
build release "${targets[@]}"
model=$(fetch_starter_model || fallback_model)
name=first-light
case $model in *tiny-random*) name=first-light-random ;; esac # what the random model did is not the real one's
project=${INKSTONE_PROJECT:-$data_home/projects/$name}

if $demo; then
    bash "$root/packaging/main_job.sh" "$model" "$project"
fi
if $headless; then
    $demo || note "Built: $bin/inkstone-cli --help"
    exit 0
fi
say "Opening the window"
mkdir -p "$(dirname "$project")"
exec "$bin/inkstone" --project "$project"
