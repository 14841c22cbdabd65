// Names of models on hubs, listings that are believed or not, and which files make a model.
#include "core/hub/hub.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

/// JSON with single quotes, because moc reads no raw strings.
std::string json(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

const std::string commit(40, 'c'), sha(64, 'a'), blob(40, 'b');

std::string sibling(const std::string& path, uint64_t bytes = 10) {
    return json("{'rfilename':'") + path + json("','size':") + std::to_string(bytes) + json(",'blobId':'") +
           blob + "\"}";
}

std::string listing(const std::vector<std::string>& siblings) {
    std::string all;
    for (const std::string& one : siblings) all += (all.empty() ? "" : ",") + one;
    return json("{'sha':'") + commit + json("','siblings':[") + all + "]}";
}

HubListing listed(const std::vector<std::string>& paths, const std::string& file = {}) {
    std::vector<std::string> siblings;
    for (size_t i = 0; i < paths.size(); ++i) siblings.push_back(sibling(paths[i], 100 - i));
    HubReference reference{.hub = HubKind::HuggingFace, .id = "org/tiny", .revision = {}, .file = file};
    return parseHuggingFaceListing(listing(siblings), reference).value_or(HubListing{});
}

std::vector<std::string> names(const std::vector<HubChoice>& choices) {
    std::vector<std::string> found;
    for (const HubChoice& choice : choices) found.push_back(choice.name);
    return found;
}

std::vector<std::string> paths(const HubChoice& choice) {
    std::vector<std::string> found;
    for (const HubFile& file : choice.files) found.push_back(file.path);
    return found;
}

} // namespace

class HubNamesTest final : public QObject {
    Q_OBJECT
private slots:
    void references_data() {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("meant"); // empty: refused
        QTest::newRow("hf") << "hf:org/name"
                            << "hf:org/name";
        QTest::newRow("ms") << "ms:org/name"
                            << "ms:org/name";
        QTest::newRow("all parts") << "hf:org/n-1.5@v1.0:x/y.gguf"
                                   << "hf:org/n-1.5@v1.0:x/y.gguf";
        QTest::newRow("a pull request") << "hf:o/n@refs/pr/3"
                                        << "hf:o/n@refs/pr/3";
        QTest::newRow("a type") << "org/name:Q4_K_M"
                                << "hf:org/name:Q4_K_M";
        QTest::newRow("old name") << "hf:gpt2"
                                  << "hf:gpt2";
        QTest::newRow("old name, plain") << "gpt2:model.safetensors"
                                         << "hf:gpt2:model.safetensors";
        QTest::newRow("old page") << "https://huggingface.co/gpt2"
                                  << "hf:gpt2";
        QTest::newRow("old file page") << "https://huggingface.co/gpt2/resolve/main/a/b.gguf"
                                       << "hf:gpt2@main:a/b.gguf";
        QTest::newRow("old page at ModelScope") << "https://modelscope.cn/models/gpt2"
                                                << "";
        QTest::newRow("page") << "https://huggingface.co/org/name"
                              << "hf:org/name";
        QTest::newRow("file page") << "https://huggingface.co/org/name/blob/main/a/b.gguf?x=1"
                                   << "hf:org/name@main:a/b.gguf";
        QTest::newRow("mirror page") << "https://hf-mirror.com/org/name/tree/main"
                                     << "hf:org/name@main";
        QTest::newRow("ModelScope page") << "https://www.modelscope.cn/models/org/name/files"
                                         << "ms:org/name";
        QTest::newRow("other host") << "https://example.org/org/name"
                                    << "";
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("no org at ModelScope") << "ms:name"
                                              << "";
        QTest::newRow("climbing") << "hf:../name"
                                  << "";
        QTest::newRow("climbing deeper") << "hf:org/..name"
                                         << "";
        QTest::newRow("three words") << "hf:a/b/c"
                                     << "";
        QTest::newRow("hidden") << "hf:.org/name"
                                << "";
        QTest::newRow("a flag") << "hf:-org/name"
                                << "";
        QTest::newRow("question mark") << "hf:org/na?me"
                                       << "";
        QTest::newRow("revision climbs") << "hf:org/name@a/../b"
                                         << "";
        QTest::newRow("empty revision") << "hf:org/name@"
                                        << "";
        QTest::newRow("empty file") << "hf:org/name:"
                                    << "";
    }
    void references() {
        QFETCH(QString, written);
        QFETCH(QString, meant);
        const auto reference = parseHubReference(written.toStdString());
        QCOMPARE(reference.has_value(), !meant.isEmpty());
        if (reference) QCOMPARE(QString::fromStdString(reference->str()), meant);
    }

    void aMirrorNeverGetsTheToken() {
        qunsetenv("HF_HUB_OFFLINE");
        qputenv("HF_TOKEN", "hf_secret");
        qunsetenv("HF_ENDPOINT");
        QCOMPARE(hubSite(HubKind::HuggingFace)->token, std::string("hf_secret"));
        QVERIFY(hubSite(HubKind::ModelScope)->token.empty());
        for (const char* mirror :
             {"https://hf-mirror.com", "http://huggingface.co", "https://huggingface.co:8443",
              "https://huggingface.co.example.org", "http://127.0.0.1:1"}) {
            qputenv("HF_ENDPOINT", mirror);
            QVERIFY2(hubSite(HubKind::HuggingFace)->token.empty(), mirror);
        }
        qputenv("HF_ENDPOINT", "https://huggingface.co/");
        QCOMPARE(hubSite(HubKind::HuggingFace)->url, std::string("https://huggingface.co"));
        QCOMPARE(hubSite(HubKind::HuggingFace)->token, std::string("hf_secret"));
        qputenv("HF_TOKEN", "two\r\nHost: lines");
        VERIFY_FAILS(hubSite(HubKind::HuggingFace), "HF_TOKEN");
        for (const char* wrong : {"file:///tmp", "ftp://hub", "hub.org", "https://user:pass@hub.org"}) {
            qputenv("HF_ENDPOINT", wrong);
            VERIFY_FAILS(hubSite(HubKind::HuggingFace), "not an http or https address");
        }
        qunsetenv("HF_ENDPOINT");
        qputenv("HF_HUB_OFFLINE", "1");
        VERIFY_FAILS(hubSite(HubKind::HuggingFace), "HF_HUB_OFFLINE");
        qunsetenv("HF_HUB_OFFLINE");
    }

    void hostileListings_data() {
        QTest::addColumn<std::string>("json");
        QTest::addColumn<std::string>("words");
        const char* paths[] = {
            "../x.gguf", "a/../../x.gguf", "/etc/x.gguf",   "a//b.gguf", "a\\\\..\\\\x.gguf",
            "C:x.gguf",  "a/./x.gguf",     "x\\u0000.gguf", "x\\n.gguf", "",
            "a/"};
        for (const char* path : paths)
            QTest::addRow("path %s", path) << listing({sibling(path)}) << std::string("leave its folder");
        QTest::newRow("long name") << listing({sibling(std::string(300, 'x') + ".gguf")})
                                   << std::string("leave its folder");
        QTest::newRow("twice") << listing({sibling("A.gguf"), sibling("a.gguf")}) << std::string("twice");
        QTest::newRow("negative") << listing({json("{'rfilename':'a.gguf','size':-1}")})
                                  << std::string("how large");
        QTest::newRow("no size") << listing({json("{'rfilename':'a.gguf'}")}) << std::string("how large");
        QTest::newRow("fraction") << listing({json("{'rfilename':'a.gguf','size':1.5}")})
                                  << std::string("how large");
        QTest::newRow("absurd") << listing({json("{'rfilename':'a.gguf','size':18446744073709551615}")})
                                << std::string("how large");
        QTest::newRow("odd hash") << listing(
                                         {json("{'rfilename':'a.gguf','size':1,'lfs':{'sha256':'../../x'}}")})
                                  << std::string("SHA-256");
        QTest::newRow("no commit") << json("{'siblings':[]}") << std::string("commit");
        QTest::newRow("commit climbs") << json("{'sha':'../../../x','siblings':[]}") << std::string("commit");
        QTest::newRow("no files") << (json("{'sha':'") + commit + "\"}") << std::string("lists no files");
        QTest::newRow("a page") << std::string("<html>Log in</html>")
                                << std::string("cannot read what the hub has");
        QTest::newRow("deep") << std::string(5000, '[') << std::string("cannot read what the hub has");
    }
    void hostileListings() {
        QFETCH(std::string, json);
        QFETCH(std::string, words);
        VERIFY_FAILS(parseHuggingFaceListing(json, {.id = "org/tiny"}), words);
    }
    void hostileListingsOfModelScope() {
        const auto parse = [](const std::string& files) {
            return parseModelScopeListing(json("{'Code':200,'Data':{'Files':[") + files + "]}}",
                                          {.hub = HubKind::ModelScope, .id = "org/tiny"});
        };
        VERIFY_FAILS(parse(json("{'Path':'../x','Size':1,'Type':'blob'}")), "leave its folder");
        VERIFY_FAILS(parse(json("{'Path':'x','Size':'1','Type':'blob'}")), "how large");
        VERIFY_FAILS(parse("7"), "not an object");
        VERIFY_FAILS(parseModelScopeListing(json("{'Code':404,'Data':null}"), {}), "lists no files");
        QCOMPARE(parse(json("{'Path':'d','Type':'tree'},{'Path':'d/x','Size':1,'Sha256':''}"))->files.size(),
                 size_t(1));
    }

    void filesThatMakeAModel() {
        const HubListing both =
            listed({".gitattributes", "README.md", "config.json", "model-00001-of-00002.safetensors",
                    "model-00002-of-00002.safetensors", "model.safetensors.index.json", "tokenizer.json",
                    "consolidated.safetensors", "pytorch_model.bin", "onnx/model.onnx", "LICENSE",
                    "t.Q4_K_M.gguf", "t.Q8_0.gguf", "mmproj-t.F16.gguf", "sub/other.Q8_0.gguf"});
        const auto choices = hubChoices(both);
        const std::vector<std::string> expected{"safetensors", "sub/other.Q8_0.gguf", "t.Q8_0.gguf",
                                                "Q4_K_M"};
        QCOMPARE(names(choices), expected);
        const std::vector<std::string> folder{"model-00001-of-00002.safetensors",
                                              "model-00002-of-00002.safetensors",
                                              "LICENSE",
                                              "config.json",
                                              "model.safetensors.index.json",
                                              "tokenizer.json"};
        QCOMPARE(paths(choices.front()), folder);
        QCOMPARE(chooseFiles(both)->name, std::string("safetensors"));
        const HubListing split =
            listed({"m-Q8_0-00002-of-00002.gguf", "m-Q8_0-00001-of-00002.gguf", "m-q4_k_m.gguf"});
        const std::vector<std::string> types{"Q4_K_M", "Q8_0"};
        QCOMPARE(names(hubChoices(split)), types);
        QCOMPARE(hubChoices(split)[1].files.front().path, std::string("m-Q8_0-00001-of-00002.gguf"));
        QCOMPARE(chooseFiles(split)->name, std::string("Q4_K_M"));
    }
    void filesThatMakeAnAdapter() {
        const std::vector<std::string> peft{"README.md",
                                            "adapter_config.json",
                                            "adapter_model.safetensors",
                                            "checkpoint-10/adapter_model.safetensors",
                                            "tokenizer.json",
                                            "training_args.bin"};
        const auto choice = chooseFiles(listed(peft));
        VERIFY_OK(choice);
        QVERIFY(choice->adapter && choice->folder);
        const std::vector<std::string> wanted{"README.md", "adapter_config.json",
                                              "adapter_model.safetensors"};
        QCOMPARE(paths(*choice), wanted);
        std::vector<std::string> merged = peft;
        merged.insert(merged.end(), {"config.json", "model.safetensors"});
        QCOMPARE(chooseFiles(listed(merged))->name, std::string("safetensors"));
        QCOMPARE(chooseFiles(listed(merged, "adapter"))->name, std::string("adapter"));
        VERIFY_FAILS(chooseFiles(listed({"adapter_config.json", "adapter_model.bin"})), "pickles only");
    }
    void theFileThatIsAskedFor() {
        const std::vector<std::string> files{"a.Q5_K_M.gguf", "b/a.Q8_0.gguf", "config.json",
                                             "model.safetensors"};
        QCOMPARE(chooseFiles(listed(files, "q5_k_m"))->files.front().path, std::string("a.Q5_K_M.gguf"));
        QCOMPARE(chooseFiles(listed(files, "b/a.Q8_0.gguf"))->name, std::string("Q8_0"));
        QCOMPARE(chooseFiles(listed(files, "a.q8_0.gguf"))->name, std::string("Q8_0"));
        VERIFY_FAILS(chooseFiles(listed(files, "Q2_K")), "it has no Q2_K; there are: safetensors");
        VERIFY_FAILS(chooseFiles(listed(files, "config.json")), "it has no config.json");
        VERIFY_FAILS(chooseFiles(listed({"a.Q5_K_M.gguf", "a.Q8_0.gguf"})), "there are 2 to choose from");
        VERIFY_FAILS(chooseFiles(listed({"config.json", "pytorch_model.bin"})), "pickles only");
        VERIFY_FAILS(chooseFiles(listed({"README.md"})), "neither a GGUF file nor");
    }
    void addressesAreEncoded() {
        HubSite site{.kind = HubKind::HuggingFace, .url = "https://hub", .token = {}};
        HubListing listing = listed({"a b#?.gguf"});
        listing.reference.id = "org/tiny";
        QCOMPARE(hubFileUrl(site, listing, listing.files.front()),
                 "https://hub/org/tiny/resolve/" + commit + "/a%20b%23%3F.gguf");
        site.kind = HubKind::ModelScope;
        listing.revision = "a/b";
        QCOMPARE(
            hubFileUrl(site, listing, {.path = "x/y z&.gguf"}),
            std::string("https://hub/api/v1/models/org/tiny/repo?Revision=a%2Fb&FilePath=x%2Fy%20z%26.gguf"));
    }
};

QTEST_APPLESS_MAIN(HubNamesTest)
#include "hub_names_test.moc"
