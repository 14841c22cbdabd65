// Chat templates against transformers. The large set (PyPI trl's and llama.cpp's templates) is made by hand
// with tests/reference/chat_templates.py; INKSTONE_TEMPLATE_CASES names its output.

#include "core/tokenizer/chat_template.h"

#include <QtTest>
#include <fstream>
#include <map>
#include <sstream>

using namespace inkstone;

namespace {

constexpr int64_t noon = 1721995200; // 2024-07-26 12:00 UTC

std::string readFile(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
}

/// Byte offsets of the characters whose numbers the reference gives.
std::vector<std::pair<size_t, size_t>> toBytes(const std::string& text, const OrderedJson& spans) {
    std::vector<size_t> begins;
    for (size_t i = 0; i < text.size(); ++i) {
        if ((uint8_t(text[i]) & 0xC0) != 0x80) begins.push_back(i);
    }
    begins.push_back(text.size());
    std::vector<std::pair<size_t, size_t>> out;
    for (const auto& span : spans) {
        const size_t begin = span[0], end = span[1];
        if (begin < end) out.emplace_back(begins.at(begin), begins.at(end));
    }
    return out;
}

struct Counts {
    int equal = 0, refusedAlike = 0, different = 0, weRefuse = 0, theyRefuse = 0;
    std::map<std::string, std::string> first; ///< by template: what went wrong first
};

void compareRow(const OrderedJson& row, const ChatTemplate& chatTemplate, const std::string& name,
                Counts& counts) {
    RenderOptions options;
    options.addGenerationPrompt = row["add_generation_prompt"];
    options.tools = row["tools"];
    options.extra = row["extra"];
    options.bosToken = "<s>";
    options.eosToken = "</s>";
    options.fixedTime = noon;
    const auto ours = chatTemplate.renderJson(row["messages"], options);
    if (!row.contains("text")) {
        ++(ours ? counts.theyRefuse : counts.refusedAlike);
        if (ours)
            counts.first.try_emplace(name, "only the reference refuses: " + row["error"].get<std::string>());
        return;
    }
    const std::string theirs = row["text"];
    if (!ours) {
        ++counts.weRefuse;
        counts.first.try_emplace(name, "only we refuse: " + ours.error().str());
    } else if (ours->text != theirs || ours->generationSpans != toBytes(theirs, row["spans"])) {
        ++counts.different;
        size_t at = 0;
        while (at < theirs.size() && at < ours->text.size() && theirs[at] == ours->text[at]) ++at;
        counts.first.try_emplace(name, "ours ..." + ours->text.substr(at > 40 ? at - 40 : 0, 120) +
                                           "\n    theirs ..." + theirs.substr(at > 40 ? at - 40 : 0, 120));
    } else {
        ++counts.equal;
    }
}

Counts compareFile(const std::string& file, bool inlineTemplates) {
    Counts counts;
    std::map<std::string, Result<std::shared_ptr<const ChatTemplate>>> parsed;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const OrderedJson row = OrderedJson::parse(line);
        const std::string name = row["template"];
        auto found = parsed.find(name);
        if (found == parsed.end())
            found = parsed.emplace(name, ChatTemplate::parse(inlineTemplates ? name : readFile(name))).first;
        if (found->second) {
            compareRow(row, **found->second, name, counts);
        } else {
            ++(row.contains("text") ? counts.weRefuse : counts.refusedAlike);
            if (row.contains("text"))
                counts.first.try_emplace(name, "not parsed: " + found->second.error().str());
        }
    }
    return counts;
}

} // namespace

class TemplateReferenceTest : public QObject {
    Q_OBJECT
private slots:
    void manyTemplates() {
        const QByteArray file = qgetenv("INKSTONE_TEMPLATE_CASES");
        if (file.isEmpty()) QSKIP("INKSTONE_TEMPLATE_CASES names no file");
        const Counts counts = compareFile(file.toStdString(), false);
        for (const auto& [name, what] : counts.first)
            qInfo("%s\n    %s", name.substr(name.rfind('/') + 1).c_str(), what.c_str());
        qInfo("equal %d, refused by both %d, different %d, only we refuse %d, only the reference refuses %d",
              counts.equal, counts.refusedAlike, counts.different, counts.weRefuse, counts.theyRefuse);
        QVERIFY(counts.equal > 0);
        QCOMPARE(counts.different + counts.weRefuse, 0);
    }
};

QTEST_APPLESS_MAIN(TemplateReferenceTest)
#include "template_reference_test.moc"
