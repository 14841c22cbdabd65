// model fetch: gets a model from a hub, or checks the one of the catalogue.
#include "app/cli/verbs.h"
#include "core/base/units.h"
#include "core/hub/fetch.h"
#include "core/model/catalogue.h"

namespace inkstone::cli {

namespace {

struct FetchArgs {
    std::string name, folder;
    bool list = false;
};

Json asJson(const HubChoice& choice) {
    Json files = Json::array();
    for (const HubFile& file : choice.files) files.push_back({{"path", file.path}, {"bytes", file.bytes}});
    return {{"name", choice.name},
            {"kind", choice.adapter  ? "adapter"
                     : choice.folder ? "folder"
                                     : "gguf"},
            {"bytes", choice.bytes},
            {"files", std::move(files)}};
}

Status listChoices(const HubListing& listing, VerbContext& context) {
    Json result{{"reference", listing.reference.str()},
                {"revision", listing.revision},
                {"licence", listing.licence},
                {"choices", Json::array()}};
    for (const HubChoice& choice : hubChoices(listing)) {
        result["choices"].push_back(asJson(choice));
        context.console.print(choice.name + "  (" + formatBytes(choice.bytes) + ", " +
                              formatCount(int64_t(choice.files.size())) + " files)\n");
    }
    if (result["choices"].empty()) INK_CHECK(chooseFiles(listing)); // says why
    context.console.result(result);
    return {};
}

Status fetchFromHub(const FetchArgs& args, VerbContext& context) {
    INK_TRY(reference, parseHubReference(args.name));
    INK_TRY(site, hubSite(reference.hub));
    INK_TRY(listing, listHub(site, reference, {}, context.stop()));
    if (args.list) return listChoices(listing, context);
    INK_TRY(choice, chooseFiles(listing));
    FetchOptions options;
    options.folder = args.folder;
    INK_TRY(model, fetchModel(site, listing, choice, options, context.stop(), context.sink));
    context.console.result({{"path", fs::absolute(model.path).string()},
                            {"sha256", model.sha256},
                            {"bytes", model.bytes},
                            {"received_bytes", model.received},
                            {"reference", listing.reference.str()},
                            {"revision", listing.revision},
                            {"licence", listing.licence},
                            {"choice", choice.name},
                            {"kind", choice.adapter  ? "adapter"
                                     : choice.folder ? "folder"
                                                     : "gguf"}});
    context.console.print(model.path.string() + "\n");
    context.console.note(choice.name + ", " + formatBytes(model.bytes) + ", verified");
    return {};
}

/// The starter model comes out of a package, by packaging/run.sh; here it is only checked.
Status checkOfCatalogue(const CatalogueEntry& entry, VerbContext& context) {
    INK_TRY(model, findModel(entry.name));
    INK_CHECK(verifyModel(entry, model.path, context.stop()));
    context.console.result(
        {{"path", fs::absolute(model.path).string()}, {"sha256", entry.sha256}, {"bytes", entry.bytes}});
    context.console.print(model.path.string() + "\n");
    return {};
}

Status fetch(const FetchArgs& args, VerbContext& context) {
    if (const CatalogueEntry* entry = findInCatalogue(args.name); entry && !args.list)
        return checkOfCatalogue(*entry, context);
    return fetchFromHub(args, context);
}

} // namespace

void addFetchVerb(VerbTable& verbs) {
    const auto args = std::make_shared<FetchArgs>();
    CLI::App& app = verbs.add("model fetch",
                              "Get a model or an adapter from a hub: whole, verified, from where it stopped",
                              [args](VerbContext& context) { return fetch(*args, context); });
    app.add_option("NAME", args->name,
                   "hf:org/name[@revision][:file], ms:org/name, a model page's address, or a catalogue name. "
                   "The file is a path or a type such as Q4_K_M")
        ->required();
    app.add_flag("--list", args->list, "Only say what there is to choose from");
    app.add_option("--into", args->folder, "The folder that gets it (default: the models folder)")
        ->type_name("DIR");
    app.footer(
        "HF_ENDPOINT names a mirror, MODELSCOPE_ENDPOINT another ModelScope. HF_TOKEN opens models whose "
        "licence you accepted; it is sent to huggingface.co only.");
}

} // namespace inkstone::cli
