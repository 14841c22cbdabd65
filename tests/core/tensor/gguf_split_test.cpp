// GG-24: split sets.
#include "core/tensor/gguf.h"
#include "tests/support/raw_gguf.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

RawGguf part(uint16_t number, uint16_t count, const std::string& tensor, float value) {
    RawGguf file;
    if (number == 0) file.string("general.architecture", "llama").string("general.name", "Split");
    file.entry("split.no", 2, raw(number)).entry("split.count", 2, raw(count));
    file.entry("split.tensors.count", 5, raw(int32_t(count)));
    file.tensor(tensor, {1}, 0, 0).data = raw(value);
    return file;
}

} // namespace

class GgufSplitTest : public QObject {
    Q_OBJECT

    static fs::path putSet(const Scratch& scratch) {
        scratch.put("m-00001-of-00003.gguf", part(0, 3, "a", 1).bytes());
        scratch.put("m-00002-of-00003.gguf", part(1, 3, "b", 2).bytes());
        return scratch.put("m-00003-of-00003.gguf", part(2, 3, "c", 3).bytes());
    }

private slots:
    void anyPartOpensTheWholeSet() {
        const Scratch scratch;
        putSet(scratch);
        for (const char* name : {"m-00001-of-00003.gguf", "m-00003-of-00003.gguf"}) {
            const auto opened = GgufFile::open(scratch.path(name));
            VERIFY_OK(opened);
            const GgufFile& file = **opened;
            QCOMPARE(file.path(), scratch.path("m-00001-of-00003.gguf"));
            QCOMPARE(*file.string("general.name"), std::string("Split"));
            QCOMPARE(file.tensors().size(), size_t(3));
            QCOMPARE((*file.tensor("c"))->view().f32()[0], 3.0f);
            QCOMPARE(file.parts().size(), size_t(3));
            VERIFY_OK(file.checkIntact());
        }
    }

    void aMissingPartIsNamed() {
        const Scratch scratch;
        const fs::path last = putSet(scratch);
        fs::remove(scratch.path("m-00002-of-00003.gguf"));
        VERIFY_FAILS(GgufFile::open(last), "parts of it are missing: m-00002-of-00003.gguf");
    }

    void aPartThatIsAnotherIsRefused() {
        const Scratch scratch;
        const fs::path last = putSet(scratch);
        scratch.put("m-00002-of-00003.gguf", part(2, 3, "b", 2).bytes());
        VERIFY_FAILS(GgufFile::open(last), "key split.no: it must be 1 in this part, it is 2");
    }

    void aPartOfAnotherModelIsRefused() {
        const Scratch scratch;
        const fs::path last = putSet(scratch);
        scratch.put("m-00002-of-00003.gguf", part(1, 3, "a", 2).bytes());
        VERIFY_FAILS(GgufFile::open(last), "two parts hold it");
        scratch.put("m-00002-of-00003.gguf", part(1, 4, "b", 2).bytes());
        VERIFY_FAILS(GgufFile::open(last), "split.count: the first part says 3, this one 4");
        RawGguf foreign = part(1, 3, "b", 2);
        scratch.put("m-00002-of-00003.gguf", foreign.string("general.architecture", "qwen2").bytes());
        VERIFY_FAILS(GgufFile::open(last), "it belongs to another model");
        RawGguf more = part(1, 3, "b", 2);
        more.tensor("d", {1}, 0, 32).data.resize(36);
        scratch.put("m-00002-of-00003.gguf", more.bytes());
        VERIFY_FAILS(GgufFile::open(last), "it says 3 tensors, the parts hold 4");
    }

    void aRenamedPartSaysWhatIsWrong() {
        const Scratch scratch;
        VERIFY_FAILS(GgufFile::open(scratch.put("model.gguf", part(0, 3, "a", 1).bytes())),
                     "its name does not end in \"-00001-of-3.gguf\"");
    }
};

QTEST_APPLESS_MAIN(GgufSplitTest)
#include "gguf_split_test.moc"
