// Which files of a repository make a model.
#include "core/hub/hub.h"

#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <map>

namespace inkstone {
namespace {

const Text cannotChoose = text("cannot choose the files of the model");

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    return result;
}

std::string_view fileName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// "x-00002-of-00005" without its number; empty when it is none of a set.
std::string setOf(std::string_view stem) {
    const size_t mark = stem.rfind("-of-");
    const bool split =
        mark != std::string_view::npos && mark >= 6 && stem.size() == mark + 9 && stem[mark - 6] == '-';
    return split ? std::string(stem.substr(0, mark - 6)) : std::string();
}

/// "Q4_K_M" of "Model-7B.Q4_K_M": the last word that begins like a type; else empty.
std::string typeOf(std::string_view stem) {
    const size_t cut = stem.find_last_of("-.");
    const std::string_view word = cut == std::string_view::npos ? stem : stem.substr(cut + 1);
    const std::string low = lowered(word);
    static constexpr std::array<std::string_view, 8> starts{"q2", "q3", "q4", "q5", "q6", "q8", "iq", "tq"};
    const bool known =
        low == "f16" || low == "f32" || low == "bf16" || low == "fp16" || low.starts_with("mxfp4") ||
        std::any_of(starts.begin(), starts.end(), [&](auto start) { return low.starts_with(start); });
    if (!known) return {};
    std::string type(word);
    for (char& c : type)
        if (c >= 'a' && c <= 'z') c = char(c - 'a' + 'A');
    return type;
}

bool isGguf(std::string_view path) { return lowered(path).ends_with(".gguf"); }

bool isModelGguf(std::string_view path) {
    // Vision projectors and the data of importance matrices are no models.
    const std::string name = lowered(fileName(path));
    return isGguf(path) && name.find("mmproj") == std::string::npos &&
           name.find("imatrix") == std::string::npos;
}

std::vector<HubChoice> ggufChoices(const HubListing& listing) {
    std::map<std::string, HubChoice> sets;
    for (const HubFile& file : listing.files) {
        if (!isModelGguf(file.path)) continue;
        const std::string stem = file.path.substr(0, file.path.size() - 5);
        const std::string set = setOf(stem);
        HubChoice& choice = sets[set.empty() ? stem : set];
        const std::string type = typeOf(fileName(set.empty() ? stem : set));
        choice.name = type.empty() ? std::string(fileName(file.path)) : type;
        choice.files.push_back(file);
        choice.bytes += file.bytes;
    }
    std::map<std::string, int> names;
    for (const auto& [set, choice] : sets) ++names[choice.name];
    std::vector<HubChoice> choices;
    for (auto& [set, choice] : sets) {
        if (names[choice.name] > 1) choice.name = choice.files.front().path; // two of one type: told by path
        choices.push_back(std::move(choice));
    }
    std::stable_sort(choices.begin(), choices.end(),
                     [](const HubChoice& a, const HubChoice& b) { return a.bytes < b.bytes; });
    return choices;
}

bool belongsToFolder(std::string_view path) {
    static constexpr std::array<std::string_view, 14> wanted{"config.json",
                                                             "generation_config.json",
                                                             "tokenizer.json",
                                                             "tokenizer.model",
                                                             "added_tokens.json",
                                                             "special_tokens_map.json",
                                                             "tokenizer_config.json",
                                                             "vocab.json",
                                                             "merges.txt",
                                                             "chat_template.jinja",
                                                             "model.safetensors.index.json",
                                                             "chat_template.json",
                                                             "LICENSE",
                                                             "LICENSE.txt"};
    return std::find(wanted.begin(), wanted.end(), path) != wanted.end();
}

/// "model.safetensors", "model-00001-of-00002.safetensors": the names that a folder is opened by.
std::vector<HubFile> weightsOf(const HubListing& listing) {
    std::vector<HubFile> weights;
    for (const HubFile& file : listing.files) {
        const bool top = file.path.find('/') == std::string::npos;
        if (top && file.path.starts_with("model") && file.path.ends_with(".safetensors"))
            weights.push_back(file);
    }
    return weights;
}

HubChoice folderChoice(const HubListing& listing) {
    HubChoice choice{
        .name = "safetensors", .folder = true, .adapter = false, .files = weightsOf(listing), .bytes = 0};
    const bool configured = std::any_of(listing.files.begin(), listing.files.end(),
                                        [](const HubFile& file) { return file.path == "config.json"; });
    if (!configured || choice.files.empty()) return {};
    for (const HubFile& file : listing.files)
        if (belongsToFolder(file.path)) choice.files.push_back(file);
    for (const HubFile& file : choice.files) choice.bytes += file.bytes;
    return choice;
}

/// The two files of a PEFT folder and what tells about it. The base is named in its configuration.
HubChoice adapterChoice(const HubListing& listing) {
    static constexpr std::string_view needed[] = {"adapter_config.json", "adapter_model.safetensors"};
    static constexpr std::string_view besides[] = {"README.md", "LICENSE", "LICENSE.txt"};
    const auto among = [](auto& list, const HubFile& file) {
        return std::find(std::begin(list), std::end(list), file.path) != std::end(list);
    };
    HubChoice choice{.name = "adapter", .folder = true, .adapter = true, .files = {}, .bytes = 0};
    size_t found = 0;
    for (const HubFile& file : listing.files) {
        found += among(needed, file);
        if (!among(needed, file) && !among(besides, file)) continue;
        choice.files.push_back(file);
        choice.bytes += file.bytes;
    }
    return found == std::size(needed) ? choice : HubChoice{};
}

std::string named(const std::vector<HubChoice>& choices) {
    std::string names;
    for (const HubChoice& choice : choices)
        names.append(names.empty() ? "" : ", ")
            .append(choice.name)
            .append(" (")
            .append(formatBytes(choice.bytes))
            .append(")");
    return names;
}

bool matches(const HubChoice& choice, const std::string& wanted) {
    const std::string low = lowered(wanted);
    if (lowered(choice.name) == low) return true;
    return std::any_of(choice.files.begin(), choice.files.end(), [&](const HubFile& file) {
        const bool part = !choice.folder || file.path.ends_with(".safetensors");
        return part && (file.path == wanted || lowered(fileName(file.path)) == low);
    });
}

Error noModelIn(const HubListing& listing) {
    const bool pickles = std::any_of(listing.files.begin(), listing.files.end(), [](const HubFile& file) {
        return file.path.ends_with(".bin") || file.path.ends_with(".pt") || file.path.ends_with(".pth");
    });
    if (pickles)
        return {
            ErrorCode::Unsupported, cannotChoose, listing.reference.str(),
            "it holds pickles only (.bin, .pt), and opening a pickle runs the code in it",
            "look for a repository with safetensors or GGUF files, or for its branch refs/pr/... with them"};
    return {ErrorCode::NotFound, cannotChoose, listing.reference.str(),
            "it holds neither a GGUF file nor config.json or adapter_config.json with safetensors",
            "look at the page of the model"};
}

} // namespace

std::vector<HubChoice> hubChoices(const HubListing& listing) {
    std::vector<HubChoice> choices = ggufChoices(listing);
    if (HubChoice folder = folderChoice(listing); folder.folder)
        choices.insert(choices.begin(), std::move(folder));
    if (HubChoice adapter = adapterChoice(listing); adapter.adapter) choices.push_back(std::move(adapter));
    return choices;
}

Result<HubChoice> chooseFiles(const HubListing& listing) {
    std::vector<HubChoice> choices = hubChoices(listing);
    if (choices.empty()) return fail(noModelIn(listing));
    const std::string& wanted = listing.reference.file;
    for (HubChoice& choice : choices) {
        const bool fits = wanted.empty() ? (choice.folder && !choice.adapter) || choices.size() == 1 ||
                                               choice.name == "Q4_K_M"
                                         : matches(choice, wanted);
        if (fits) return std::move(choice);
    }
    return fail(wanted.empty() ? ErrorCode::InvalidArgument : ErrorCode::NotFound, cannotChoose,
                listing.reference.str(),
                wanted.empty() ? text("there are %1 to choose from: %2", choices.size(), named(choices))
                               : text("it has no %1; there are: %2", wanted, named(choices)),
                text("write the one you want behind a colon: hf:org/name:Q5_K_M"));
}

} // namespace inkstone
