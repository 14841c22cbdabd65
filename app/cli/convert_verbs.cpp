// model convert, model merge.
#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/base/atomic_folder.h"
#include "core/base/paths.h"
#include "core/base/units.h"
#include "core/generate/export_model.h"
#include "core/model/peft_config.h"

namespace inkstone::cli {

namespace {

struct ExportArgs {
    std::string source, adapter, target, format, type, text;
    bool force = false, noParity = false;
};

Json parityJson(const std::optional<ParityCertificate>& certificate) {
    if (!certificate) return nullptr;
    const Parity& parity = certificate->parity;
    return {{"kl_mean", parity.divergence.mean},
            {"kl_max", parity.divergence.max},
            {"top1_agree", parity.divergence.top1Agreement},
            {"tokens", parity.divergence.tokens},
            {"prompts", parity.prompts},
            {"greedy_equal", parity.greedyEqual},
            {"stops_equal", parity.stopsEqual()},
            {"tokenizer_equal", parity.tokenizerEqual},
            {"certificate", certificate->file.string()}};
}

std::string parityText(const ParityCertificate& certificate) {
    const Parity& parity = certificate.parity;
    char line[240];
    std::snprintf(line, sizeof line,
                  "parity: KL mean %.2e, max %.2e nats; the same first choice at %s of %lld tokens\n"
                  "        %d of %d greedy answers equal; end tokens %s; tokenizer %s\n",
                  parity.divergence.mean, parity.divergence.max,
                  formatPercent(parity.divergence.top1Agreement).c_str(),
                  static_cast<long long>(parity.divergence.tokens), parity.greedyEqual, parity.prompts,
                  parity.stopsEqual() ? "alike" : "DIFFER", parity.tokenizerEqual ? "equal" : "DIFFERS");
    return line + ("        " + certificate.file.string() + "\n");
}

/// --to, or what the target's name says.
Result<ConvertFormat> chooseFormat(const ExportArgs& args) {
    if (!args.format.empty()) return parseConvertFormat(args.format);
    return args.target.ends_with(".gguf") ? ConvertFormat::Gguf : ConvertFormat::HuggingFace;
}

Status exportTo(const ExportArgs& args, VerbContext& context) {
    INK_TRY(format, chooseFormat(args));
    INK_TRY(model, openModel(args.source, context.options));
    ExportRequest request{.program = "inkstone-cli " INKSTONE_VERSION,
                          .threads = context.options.threads,
                          .certificate = !args.noParity};
    request.convert.format = format;
    request.convert.type = nearestType(*model);
    if (!args.type.empty()) {
        INK_TRY(wanted, parseExportType(args.type));
        request.convert.type = wanted;
    }
    request.convert.target = expandHome(args.target);
    if (request.convert.target.filename().empty())
        request.convert.target = request.convert.target.parent_path();
    request.convert.replace = args.force;
    if (!args.adapter.empty()) {
        INK_TRY(folder, findAdapter(args.adapter, context.options));
        request.adapterFolder = folder;
    }
    if (!args.text.empty()) {
        INK_TRY(text, readFile(expandHome(args.text)));
        request.calibrationText = std::move(text);
    }
    const ExportType type = request.convert.type;
    INK_TRY(done, exportModel(std::move(model), std::move(request), context.stop(), context.sink));
    for (const Text& warning : done.converted.warnings) context.console.note("note: " + warning.str());
    Json types = Json::object();
    for (const auto& [stored, count] : done.converted.tensorTypes) types[stored] = count;
    context.console.result({{"path", done.converted.path.string()},
                            {"type", info(type).name},
                            {"format", name(format)},
                            {"bytes", done.converted.bytes},
                            {"tensor_types", types},
                            {"parity", parityJson(done.certificate)}});
    context.console.print("wrote " + args.target + " (" + formatBytes(done.converted.bytes) + ", " +
                          info(type).name + ")\n");
    if (done.certificate) context.console.print(parityText(*done.certificate));
    return {};
}

struct RenameArgs {
    std::string model, adapter, target, names = "own";
};

Status renameAdapter(const RenameArgs& args, VerbContext& context) {
    INK_TRY(model, openModel(args.model, context.options));
    INK_TRY(source, findAdapter(args.adapter, context.options));
    INK_TRY(adapter, LoraAdapter::load(source, model->config()));
    fs::path target = expandHome(args.target);
    if (target.filename().empty()) target = target.parent_path();
    INK_TRY(folder, AtomicFolder::create(target));
    INK_CHECK(args.names == "own" ? saveWithOwnNames(adapter, model->config(), folder.path())
                                  : adapter.save(folder.path()));
    INK_CHECK(folder.commit());
    context.console.result({{"path", target.string()}, {"names", args.names}});
    context.console.print("wrote " + args.target + "\n");
    return {};
}

std::string typeNames() {
    std::string names;
    for (const ExportTypeInfo& row : exportTypes())
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    return names;
}

void addCommon(CLI::App& app, const std::shared_ptr<ExportArgs>& args) {
    app.add_option("--to", args->format,
                   "gguf or hf (default: gguf for a target that ends in .gguf, else hf)")
        ->check(CLI::IsMember({"gguf", "hf"}));
    app.add_option("--type", args->type,
                   typeNames() + "; a Hugging Face folder holds the first three (default: as the source)")
        ->type_name("TYPE");
    app.add_option("--text", args->text, "Text file for the parity check instead of ours")->type_name("FILE");
    app.add_flag("--force", args->force, "Replace an existing target");
    app.add_flag("--no-parity", args->noParity, "No parity check and no certificate");
}

} // namespace

void addConvertVerbs(VerbTable& verbs) {
    const auto convert = std::make_shared<ExportArgs>();
    CLI::App& app =
        verbs.add("model convert", "Write a model in another format or type, with a parity certificate",
                  [convert](VerbContext& context) { return exportTo(*convert, context); });
    app.add_option("SRC", convert->source, "GGUF file, Hugging Face folder, or a name of `model list`")
        ->required();
    app.add_option("DST", convert->target, "The GGUF file or the folder to write")->required();
    addCommon(app, convert);

    const auto merge = std::make_shared<ExportArgs>();
    CLI::App& other =
        verbs.add("model merge", "Merge an adapter into its base model, with a parity certificate",
                  [merge](VerbContext& context) { return exportTo(*merge, context); });
    other.add_option("MODEL", merge->source, "GGUF file, Hugging Face folder, or a name of `model list`")
        ->required();
    addAdapterOption(other, merge->adapter)->required();
    other.add_option("DST", merge->target, "The GGUF file or the folder to write")->required();
    addCommon(other, merge);

    const auto rename = std::make_shared<RenameArgs>();
    CLI::App& renamed = verbs.add(
        "model adapter", "Write an adapter with the module names of the model's own class, or of Llama's",
        [rename](VerbContext& context) { return renameAdapter(*rename, context); });
    renamed.add_option("MODEL", rename->model, "GGUF file, Hugging Face folder, or a name of `model list`")
        ->required();
    addAdapterOption(renamed, rename->adapter)->required();
    renamed.add_option("DST", rename->target, "The folder to write")->required();
    renamed
        .add_option(
            "--names", rename->names,
            "own: as in the model's class, InternLM2's wqkv for q, k and v; llama: as training writes")
        ->check(CLI::IsMember({"own", "llama"}))
        ->capture_default_str();
}

} // namespace inkstone::cli
