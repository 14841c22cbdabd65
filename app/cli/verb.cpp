#include "app/cli/verb.h"

namespace inkstone::cli {

namespace {

std::string checkDevice(const std::string& device) {
    const bool numbered = device.starts_with("cuda:") && device.size() > 5 &&
                          device.find_first_not_of("0123456789", 5) == std::string::npos;
    if (device == "auto" || device == "cpu" || device == "cuda" || numbered) return {};
    return "must be auto, cpu, cuda or cuda:N, not '" + device + "'";
}

} // namespace

CLI::App& VerbTable::child(CLI::App& parent, const std::string& name) {
    for (CLI::App* app : parent.get_subcommands([](CLI::App*) { return true; }))
        if (app->get_name() == name) return *app;
    CLI::App* app = parent.add_subcommand(name);
    app->fallthrough(false);
    return *app;
}

CLI::App& VerbTable::add(const std::string& path, const std::string& summary, VerbRun run) {
    CLI::App* app = &m_root;
    for (size_t begin = 0; begin < path.size();) {
        const size_t end = std::min(path.find(' ', begin), path.size());
        app = &child(*app, path.substr(begin, end - begin));
        begin = end + 1;
    }
    app->description(summary);
    addCommonFlags(*app);
    m_runs[app] = std::move(run);
    return *app;
}

void VerbTable::describeGroup(const std::string& name, const std::string& summary) {
    child(m_root, name).description(summary);
}

void VerbTable::addCommonFlags(CLI::App& app) {
    const std::string group = "Common options";
    app.add_flag("--json", m_common.json, "One JSON object on stdout, everything else on stderr")
        ->group(group);
    app.add_flag("--quiet", m_common.quiet, "No progress and no remarks on stderr")->group(group);
    app.add_option("--device", m_common.device, "auto, cpu, cuda or cuda:N")
        ->check(CLI::Validator(checkDevice, "DEVICE"))
        ->capture_default_str()
        ->group(group);
    app.add_option("--threads", m_common.threads, "Worker threads; 0: all cores")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str()
        ->group(group);
    app.add_option("--seed", m_common.seed, "Of everything random")->capture_default_str()->group(group);
    app.add_option("--project", m_common.project, "The project's folder")
        ->capture_default_str()
        ->group(group);
    app.add_option(
           "--compute", m_common.compute,
           "Arithmetic of activations: auto, f32 (exact), bf16 or int8; f32 for logits and score, else auto")
        ->check(CLI::IsMember({"auto", "f32", "bf16", "int8"}))
        ->group(group);
}

const VerbRun* VerbTable::chosen() const {
    const CLI::App* app = &m_root;
    while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
    const auto found = m_runs.find(app);
    return found == m_runs.end() ? nullptr : &found->second;
}

} // namespace inkstone::cli
