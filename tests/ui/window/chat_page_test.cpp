// Chat by events: streaming, stop, edit, answer again, another voice in the middle, a correction; what is on
// disk after a crash; Enter while an input method composes; and answers that mean harm.

#include "tests/ui/window/desk.h"
#include "ui/documents/chat_document.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/segmented.h"

#include <QDesktopServices>
#include <QElapsedTimer>
#include <QInputMethodEvent>
#include <QPlainTextEdit>
#include <QProcess>
#include <QSpinBox>
#include <csignal>
#include <ctime>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;
constexpr const char* crasher = "INKSTONE_TEST_CRASHER";

/// Of the processor, so that other programs on the machine do not count.
qint64 cpuMs(std::clock_t since) { return (std::clock() - since) * 1000 / CLOCKS_PER_SEC; }

std::vector<ChatMessage> branch(const Desk& desk) {
    const auto list = desk.project().chats().list();
    if (!list || list->empty()) return {};
    return desk.project().chats().branch(list->front().id).value();
}

bool answered(const Desk& desk) {
    const auto messages = branch(desk);
    return !messages.empty() && messages.back().role == "assistant" && messages.back().complete;
}

void ask(const Desk& desk, const QString& question) {
    auto* composer = desk.find<Composer>("chat.composer");
    composer->setFocus();
    QTest::keyClicks(composer, question);
    QTest::keyClick(composer, Qt::Key_Return);
}

void setLongest(const Desk& desk, int tokens) {
    auto* box = desk.find<QSpinBox>("chat.longest");
    box->setValue(tokens);
}

/// The text of the answer below.
QString shownText(const Desk& desk) {
    const auto views = desk.window->findChildren<MarkdownView*>();
    return views.isEmpty() ? QString() : views.back()->markdown();
}

/// A question and the answer "answer to <title>".
ConversationId addConversation(const Desk& desk, const std::string& title) {
    ChatRepository chats = desk.project().chats();
    const ConversationId id = chats.create(title).value();
    const MessageId question = chats.add({.conversation = id, .role = "user", .content = title}).value();
    (void)chats.add(
        {.conversation = id, .parent = question, .role = "assistant", .content = "answer to " + title});
    desk.workbench->tellChats();
    return id;
}

/// A step of training on a few rows: a run of this name, of the desk's own model unless told otherwise.
bool trainShortly(const Desk& desk, const std::string& name, const std::filesystem::path& model = {}) {
    RunRequest request{.model = model.empty() ? desk.workbench->models().front().path : model,
                       .dataset = desk.addRows(8),
                       .config = {.maxSteps = 1},
                       .run = name,
                       .control = std::make_shared<TrainControl>()};
    desk.workbench->train(std::move(request), desk.window.get(), {});
    return QTest::qWaitFor([&] { return !desk.queue.anyRunning(); }, patience);
}

/// The only model of a desk that is made there later.
void makeSlowModel(const QString& home) {
    const std::filesystem::path models = (home + QStringLiteral("/inkstone/models")).toStdString();
    std::filesystem::create_directories(models);
    const Status made =
        makeTinyRandomModel(models / "tiny.gguf", {.seed = 3, .layers = 8, .hidden = 512, .ffn = 2048});
    if (!made) qFatal("%s", made.error().str().c_str());
}

/// The conversation at this place of the list, newest first, with the keyboard.
void choose(const Desk& desk, int index) {
    auto* history = desk.find<ChoiceButton>("chat.history");
    history->setFocus();
    QTest::keyClick(history, Qt::Key_Space);
    for (int i = 0; i < index; ++i) QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
}

/// The last shown button of this name: the one below the last message.
bool pressLast(const Desk& desk, const char* name) {
    QAbstractButton* last = nullptr;
    for (auto* button : desk.window->findChildren<QAbstractButton*>(QLatin1String(name)))
        if (button->isVisible()) last = button;
    if (!last) return false;
    QTest::mouseClick(last, Qt::LeftButton);
    return true;
}
} // namespace

/// What would be started for an address.
class Browser final : public QObject {
    Q_OBJECT
public:
    QList<QUrl> opened;
public slots:
    void open(const QUrl& url) { opened << url; }
};

class ChatPageTest final : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        // The program plays a person in the middle of an answer when the power goes.
        if (qEnvironmentVariableIsSet(crasher)) {
            Desk desk(qEnvironmentVariable(crasher));
            desk.go("chat");
            setLongest(desk, 1500);
            ask(desk, QStringLiteral("A question before the crash"));
            (void)QTest::qWaitFor(
                [&] { return branch(desk).size() == 2 && !branch(desk).back().content.empty(); }, patience);
            raise(SIGKILL);
        }
    }

    /// The model is opened while the question is being written, once, and not for a draft that only came
    /// back.
    void theModelIsMadeReadyWhileOneTypes() {
        QTemporaryDir home;
        const auto prepared = [](const Desk& desk) {
            const auto jobs = desk.queue.jobs();
            return std::ranges::count_if(jobs, [](const JobInfo& job) { return job.kind == "prepare"; });
        };
        {
            Desk desk(home.path());
            desk.go("chat");
            auto* composer = desk.find<Composer>("chat.composer");
            QTest::keyClicks(composer, QStringLiteral("What is"));
            QCOMPARE(prepared(desk), 1);
            QTRY_VERIFY(!desk.queue.anyRunning());
            setLongest(desk, 4);
            QTest::keyClicks(composer, QStringLiteral(" your name?"));
            QTest::keyClick(composer, Qt::Key_Return);
            QTRY_VERIFY_WITH_TIMEOUT(answered(desk), patience);
            QCOMPARE(prepared(desk), 1);
            QTest::keyClicks(composer, QStringLiteral("And what"));
            desk.go("home");
        }
        Desk desk(home.path());
        desk.go("chat");
        QTRY_COMPARE(desk.find<Composer>("chat.composer")->text(), QStringLiteral("And what"));
        QCOMPARE(prepared(desk), 0);
    }

    void aConversationWithAllItsTurns() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("chat");
        setLongest(desk, 12);
        ask(desk, QStringLiteral("First question"));
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk), patience);
        ChatMessage first = branch(desk).back();
        QCOMPARE(branch(desk).front().content, std::string("First question"));
        QVERIFY(first.completionTokens > 0);
        QVERIFY(first.decodeSeconds > 0);
        QVERIFY(desk.find<Composer>("chat.composer")->text().isEmpty());

        // Again: a second version beside the first, and the way back.
        QTRY_VERIFY(desk.find<QAbstractButton>("chat.again"));
        QVERIFY(pressLast(desk, "chat.again"));
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk) && branch(desk).back().id != first.id, patience);
        QCOMPARE(branch(desk).back().siblings, 2);
        QTRY_VERIFY(desk.find<QAbstractButton>("chat.previous"));
        QVERIFY(pressLast(desk, "chat.previous"));
        QTRY_COMPARE(branch(desk).back().id, first.id);

        // Another question instead of the first one.
        QTest::qWait(50); // what was there before is gone
        auto* edit = desk.window->findChild<QAbstractButton*>(QStringLiteral("chat.edit"));
        QVERIFY(edit);
        edit->click();
        QTRY_VERIFY(desk.find<QPlainTextEdit>("chat.editor"));
        auto* editor = desk.find<QPlainTextEdit>("chat.editor");
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("Second thought"));
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk) && branch(desk).front().content == "Second thought",
                                 patience);
        QCOMPARE(branch(desk).front().siblings, 2);
    }

    void stopKeepsWhatIsThere() {
        QTemporaryDir home;
        makeSlowModel(home.path());
        Desk desk(home.path());
        // The likeliest token each time, of a model that does not end soon that way.
        QVERIFY(desk.workbench->settings().set(setting::temperature, 0.0));
        desk.go("chat");
        setLongest(desk, 1800);
        // A random model may end by chance before it can be stopped: then it is asked again.
        for (int attempt = 0; attempt < 20; ++attempt) {
            ask(desk, QStringLiteral("Tell me everything"));
            QTRY_VERIFY_WITH_TIMEOUT(branch(desk).size() >= size_t(2 * attempt + 2), patience);
            (void)QTest::qWaitFor([&] { return answered(desk) || !shownText(desk).isEmpty(); }, patience);
            QElapsedTimer timer;
            timer.start();
            if (answered(desk) || !desk.press("chat.send")) continue; // it says Stop meanwhile
            QTRY_VERIFY_WITH_TIMEOUT(answered(desk), 2000);
            QVERIFY(timer.elapsed() < 2000);
            const ChatMessage last = branch(desk).back();
            if (last.finishReason != "cancelled" || last.content.empty()) continue;
            QVERIFY(last.completionTokens > 0);
            return;
        }
        QFAIL("the model always ended before it could be stopped");
    }

    void anotherVoiceInTheMiddle() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(trainShortly(desk, "voice"));
        desk.go("chat");
        setLongest(desk, 8);
        auto* voice = desk.find<ChoiceButton>("chat.voice");
        QTRY_COMPARE(voice->rows().size(), 2);
        ask(desk, QStringLiteral("One"));
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk), patience);
        QVERIFY(branch(desk).back().adapter.empty());
        voice->setFocus();
        QTest::keyClick(voice, Qt::Key_Space);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(voice->current().endsWith(QStringLiteral("adapter")));
        ask(desk, QStringLiteral("Two"));
        QTRY_VERIFY_WITH_TIMEOUT(branch(desk).size() == 4 && answered(desk), patience);
        QCOMPARE(branch(desk).back().adapter, std::string("voice"));
    }

    void aRunIsChattedWithEvenWhenTheModelsAreReadAnew() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(trainShortly(desk, "new name"));
        const RunId run = desk.project().runs().list()->front().id;
        desk.shell->open(QStringLiteral("chat"), QVariantMap{{QStringLiteral("run"), qint64(run)}});
        auto* voice = desk.find<ChoiceButton>("chat.voice");
        QTRY_VERIFY(!desk.queue.anyRunning()); // the model's hash, read when it is first asked for
        Q_EMIT desk.workbench->modelsChanged();
        QVERIFY(voice->current().endsWith(QStringLiteral("adapter")));
        setLongest(desk, 8);
        ask(desk, QStringLiteral("Who are you?"));
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk), patience);
        QCOMPARE(branch(desk).back().adapter, std::string("new name"));
    }

    void aRunWhoseBaseMovedIsChattedWithAtItsNewPlace() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::filesystem::path base = desk.workbench->models().front().path;
        QVERIFY(trainShortly(desk, "new name", base));
        const QVariantMap run{{QStringLiteral("run"), qint64(desk.project().runs().list()->front().id)}};
        const std::filesystem::path moved = base.parent_path() / "moved.gguf";
        std::filesystem::rename(base, moved);
        if (const Status made = makeTinyRandomModel(base.parent_path() / "other.gguf", {.seed = 7}); !made)
            QFAIL(made.error().str().c_str());
        desk.workbench->rescanModels();
        desk.shell->open(QStringLiteral("chat"), run);
        auto* voice = desk.find<ChoiceButton>("chat.voice");
        QTRY_VERIFY(voice->current().startsWith(QString::fromStdString(moved.string())) &&
                    voice->current().endsWith(QStringLiteral("adapter")));
        QTRY_VERIFY(!desk.queue.anyRunning()); // its hash is known to the page now
        QVERIFY(voice->current().startsWith(QString::fromStdString(moved.string())));
        // Gone for good: one sentence says what is missing.
        std::filesystem::remove(moved);
        desk.workbench->rescanModels();
        desk.shell->open(QStringLiteral("chat"), run);
        QTRY_VERIFY(desk.notices().contains(QStringLiteral("SHA-256")));
        QVERIFY2(desk.notices().contains(QStringLiteral("new name")), qPrintable(desk.notices()));
    }

    void anAdapterOfAnotherModelIsRefusedWithAWord() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(trainShortly(desk, "small"));
        const auto folder = desk.projectFolder().parent_path() / "foreign";
        std::filesystem::copy(desk.project().runsFolder() / "small" / "adapter", folder);
        const auto wide = desk.projectFolder().parent_path() / "wide.gguf";
        QVERIFY(makeTinyRandomModel(wide, {.hidden = 128}));
        QVERIFY(desk.workbench->addModel(wide));
        QVERIFY(desk.workbench->addAdapter(folder));
        desk.go("chat");
        auto* voice = desk.find<ChoiceButton>("chat.voice");
        const QString wrong = QString::fromStdString(wide.string() + "|" + folder.string());
        QTRY_VERIFY(std::any_of(voice->rows().begin(), voice->rows().end(),
                                [&](const PopupRow& row) { return row.id == wrong; }));
        voice->setCurrent(wrong);
        ask(desk, QStringLiteral("Hello"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.window->findChildren<NoticeBar*>().isEmpty(), patience);
        QVERIFY(!desk.window->findChild<NoticeBar*>()->notice().text.isEmpty());
    }

    void aRunWithAModelTheLibraryNeverSaw() {
        QTemporaryDir home;
        Desk desk(home.path());
        const auto elsewhere = desk.projectFolder().parent_path() / "elsewhere.gguf";
        QVERIFY(makeTinyRandomModel(elsewhere, {.seed = 7}));
        QVERIFY(trainShortly(desk, "foreign", elsewhere));
        const RunId run = desk.project().runs().find("foreign")->id;
        desk.shell->open(QStringLiteral("chat"), QVariantMap{{QStringLiteral("run"), qint64(run)}});
        auto* voice = desk.find<ChoiceButton>("chat.voice");
        const QString wanted = QString::fromStdString(elsewhere.string() + "|");
        QTRY_VERIFY_WITH_TIMEOUT(std::any_of(voice->rows().begin(), voice->rows().end(),
                                             [&](const PopupRow& row) { return row.id == voice->current(); }),
                                 patience);
        QVERIFY2(voice->current().startsWith(wanted), qPrintable(voice->current()));
    }

    void aCacheOfEightBits() {
        QTemporaryDir home;
        Desk desk(home.path());
        const auto wide = desk.projectFolder().parent_path() / "wide.gguf"; // heads of 32
        QVERIFY(makeTinyRandomModel(wide, {.hidden = 128}));
        QVERIFY(desk.workbench->addModel(wide));
        desk.go("chat");
        setLongest(desk, 8);
        auto* cache = desk.find<Segmented>("chat.kvCache");
        QTest::keyClick(cache, Qt::Key_Right);
        QCOMPARE(cache->current(), QStringLiteral("q8_0"));
        QCOMPARE(desk.workbench->settings().get(setting::kvCache), std::string("q8_0"));
        // The usual small model has heads of 16: the refusal names the width and the way out.
        ask(desk, QStringLiteral("Hello"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.window->findChildren<NoticeBar*>().isEmpty(), patience);
        QVERIFY(desk.window->findChild<NoticeBar*>()->notice().text.contains(QLatin1String("32")));
        desk.find<ChoiceButton>("chat.voice")->setCurrent(QString::fromStdString(wide.string() + "|"));
        ask(desk, QStringLiteral("And you?"));
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk), patience);
    }

    void aCrashLosesNoMessage() {
        QTemporaryDir home;
        { Desk(home.path()); }
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QLatin1String(crasher), home.path());
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("-silent")});
        QVERIFY(process.waitForFinished(patience));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        Desk desk(home.path());
        const auto messages = branch(desk);
        QCOMPARE(messages.size(), size_t(2));
        QCOMPARE(messages[0].content, std::string("A question before the crash"));
        QVERIFY(!messages[1].content.empty());
        desk.go("chat");                                       // where the person was
        QTRY_VERIFY(desk.find<QAbstractButton>("chat.again")); // it can be asked again
        QCOMPARE(desk.window->findChild<MarkdownView*>()->markdown(),
                 QString::fromStdString(messages[1].content));
    }

    void theConversationShownLastIsShownAgain() {
        QTemporaryDir home;
        {
            Desk desk(home.path());
            addConversation(desk, "older");
            addConversation(desk, "newer");
            desk.go("chat");
            QCOMPARE(shownText(desk), QString()); // nobody opened one yet
            choose(desk, 1);
            QTRY_COMPARE(shownText(desk), QStringLiteral("answer to older"));
        }
        {
            Desk desk(home.path());
            desk.go("chat");
            QCOMPARE(shownText(desk), QStringLiteral("answer to older"));
            QVERIFY(desk.press("chat.fresh"));
        }
        Desk desk(home.path());
        desk.go("chat");
        QCOMPARE(shownText(desk), QString());
    }

    void aConversationInTheTrashGivesWayToTheNewest() {
        QTemporaryDir home;
        {
            Desk desk(home.path());
            const ConversationId older = addConversation(desk, "older");
            addConversation(desk, "newer");
            desk.go("chat");
            choose(desk, 1);
            QVERIFY(desk.project().chats().trash(older));
        }
        {
            Desk desk(home.path());
            desk.go("chat");
            QCOMPARE(shownText(desk), QStringLiteral("answer to newer"));
            QVERIFY(desk.project().chats().trash(desk.project().chats().list()->front().id));
        }
        Desk desk(home.path());
        desk.go("chat");
        QCOMPARE(shownText(desk), QString());
        QVERIFY(desk.find<Composer>("chat.composer"));
    }

    void everyProjectHasItsOwnConversationAndDraft() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::filesystem::path first = desk.projectFolder();
        const std::filesystem::path second = first.parent_path() / "second";
        addConversation(desk, "here");
        desk.go("chat");
        choose(desk, 0);
        auto* composer = desk.find<Composer>("chat.composer");
        QTest::keyClicks(composer, QStringLiteral("half a question"));
        QTRY_COMPARE(desk.project().drafts().get("chat.composer").value().value_or(""),
                     std::string("half a question"));

        QVERIFY(desk.workbench->openProject(second));
        QTRY_COMPARE(shownText(desk), QString());
        QCOMPARE(composer->text(), QString());
        setLongest(desk, 8);
        ask(desk, QStringLiteral("there"));
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk), patience);

        QVERIFY(desk.workbench->openProject(first));
        QTRY_COMPARE(shownText(desk), QStringLiteral("answer to here"));
        QCOMPARE(composer->text(), QStringLiteral("half a question"));
        QVERIFY(desk.workbench->openProject(second));
        QTRY_COMPARE(desk.window->findChildren<MarkdownView*>().size(), 1);
        QCOMPARE(shownText(desk), QString::fromStdString(branch(desk).back().content));
        QCOMPARE(composer->text(), QString());
    }

    void anAnswerStaysInItsProjectWhenAnotherIsOpened() {
        QTemporaryDir home;
        makeSlowModel(home.path());
        Desk desk(home.path());
        QVERIFY(desk.workbench->settings().set(setting::temperature, 0.0));
        desk.go("chat");
        setLongest(desk, 1800);
        ask(desk, QStringLiteral("Tell me everything"));
        QTRY_VERIFY_WITH_TIMEOUT(branch(desk).size() == 2, patience);
        (void)QTest::qWaitFor([&] { return !shownText(desk).isEmpty(); }, patience);
        const std::filesystem::path first = desk.projectFolder();
        QVERIFY(desk.queue.anyRunning());
        QVERIFY(desk.workbench->openProject(first.parent_path() / "second"));
        const ConversationId other = addConversation(desk, "there"); // with the ids of the first
        choose(desk, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
        QTest::qWait(100);
        QCOMPARE(desk.project().chats().branch(other)->back().content, std::string("answer to there"));
        QCOMPARE(shownText(desk), QStringLiteral("answer to there"));
        QVERIFY(desk.workbench->openProject(first));
        QVERIFY(answered(desk));
        QCOMPARE(branch(desk).back().finishReason, std::string("cancelled"));
        QVERIFY(!branch(desk).back().content.empty());
    }

    void aQuestionThatCannotBeKeptStaysInTheComposer() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.workbench->openReadOnly(desk.projectFolder()));
        desk.go("chat");
        ask(desk, QStringLiteral("A long question"));
        QTRY_VERIFY(!desk.notices().isEmpty());
        QCOMPARE(desk.find<Composer>("chat.composer")->text(), QStringLiteral("A long question"));
    }

    void aSystemPromptIsTypedWhileAnAnswerEnds() {
        QTemporaryDir home;
        Desk desk(home.path());
        addConversation(desk, "here");
        desk.go("chat");
        choose(desk, 0);
        auto* prompt = desk.find<QPlainTextEdit>("chat.system");
        QVERIFY(prompt);
        QTest::keyClicks(prompt, QStringLiteral("Be brief"));
        Q_EMIT desk.window->findChild<ChatDocument*>()->changed();
        QCOMPARE(prompt->toPlainText(), QStringLiteral("Be brief"));
        QCOMPARE(desk.project().chats().list()->front().systemPrompt, std::string("Be brief"));
    }

    // Another language is another window; a window that closes is none.
    void anAnswerNobodyFollowsIsStoppedAndKept() {
        QTemporaryDir home;
        makeSlowModel(home.path());
        Desk desk(home.path());
        QVERIFY(desk.workbench->settings().set(setting::temperature, 0.0));
        desk.go("chat");
        setLongest(desk, 1800);
        ask(desk, QStringLiteral("Tell me everything"));
        QTRY_VERIFY_WITH_TIMEOUT(!shownText(desk).isEmpty(), patience);
        desk.window.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
        QVERIFY(answered(desk));
        QCOMPARE(branch(desk).back().finishReason, std::string("cancelled"));
        QVERIFY(!branch(desk).back().content.empty());
    }

    void whatIsWrittenOverAMessageStaysWhenAnAnswerEnds_data() {
        QTest::addColumn<QByteArray>("button");
        QTest::addColumn<QString>("saved"); // what the button says that ends it
        QTest::newRow("correction") << QByteArray("chat.correct") << QStringLiteral("Save correction");
        QTest::newRow("question") << QByteArray("chat.edit") << QStringLiteral("Send");
    }
    void whatIsWrittenOverAMessageStaysWhenAnAnswerEnds() {
        QFETCH(QByteArray, button);
        QFETCH(QString, saved);
        QTemporaryDir home;
        Desk desk(home.path());
        const qint64 id = addConversation(desk, "here");
        desk.shell->open(QStringLiteral("chat"), QVariantMap{{QStringLiteral("conversation"), id}});
        QTest::qWait(50); // what was there before is gone
        auto* open = desk.window->findChild<QAbstractButton*>(QLatin1String(button));
        QVERIFY(open);
        open->click();
        QTRY_VERIFY(desk.find<QPlainTextEdit>("chat.editor"));
        auto* editor = desk.find<QPlainTextEdit>("chat.editor");
        QTRY_VERIFY(editor->hasFocus());
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("In other words"));
        Q_EMIT desk.window->findChild<ChatDocument*>()->changed(); // as at the end of an answer
        QTest::qWait(50);
        editor = desk.find<QPlainTextEdit>("chat.editor");
        QVERIFY(editor);
        QCOMPARE(editor->toPlainText(), QStringLiteral("In other words"));
        QTRY_VERIFY(editor->hasFocus());
        QCOMPARE(desk.find<QAbstractButton>("chat.save")->text(), saved);
        setLongest(desk, 4);
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!desk.find<QPlainTextEdit>("chat.editor"));
    }

    void enterBelongsToTheInputMethodWhileItComposes() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("chat");
        setLongest(desk, 4);
        auto* composer = desk.find<Composer>("chat.composer");
        composer->setFocus();
        QInputMethodEvent composing(QStringLiteral("ni hao"), {});
        QApplication::sendEvent(composer, &composing);
        QTest::keyClick(composer, Qt::Key_Return);
        QVERIFY(branch(desk).empty());
        QInputMethodEvent done;
        done.setCommitString(QStringLiteral("你好"));
        QApplication::sendEvent(composer, &done);
        QTest::keyClick(composer, Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(branch(desk).empty());
        QTest::keyClick(composer, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(answered(desk), patience);
        QCOMPARE(branch(desk).front().content, std::string("你好"));
    }

    void onlyWebAddressesOfAnAnswerAreOpened() {
        QTemporaryDir home;
        Desk desk(home.path());
        Browser browser;
        for (const char* scheme : {"http", "https", "file"})
            QDesktopServices::setUrlHandler(QLatin1String(scheme), &browser, "open");
        addConversation(desk, "here");
        desk.go("chat");
        choose(desk, 0);
        QTest::qWait(50);
        auto* view = desk.window->findChild<MarkdownView*>();
        QVERIFY(view);
        for (const char* address : {"file:///etc/passwd", "javascript:alert(1)", "ssh://host/", "http:///x", "/etc"})
            Q_EMIT view->linkActivated(QLatin1String(address));
        QVERIFY(browser.opened.isEmpty());
        Q_EMIT view->linkActivated(QStringLiteral("https://example.org/a?b=c"));
        QCOMPARE(browser.opened, QList<QUrl>{QUrl(QStringLiteral("https://example.org/a?b=c"))});
        for (const char* scheme : {"http", "https", "file"})
            QDesktopServices::unsetUrlHandler(QLatin1String(scheme));
    }

    void harmfulAnswers_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("html") << QByteArray(
            "<script>alert(1)</script><img src=\"file:///etc/passwd\"><iframe src=x>");
        QTest::newRow("image") << QByteArray("![x](file:///etc/passwd) ![y](http://127.0.0.1:9/big.png)");
        QTest::newRow("link") << QByteArray("[click](") + QByteArray(60000, 'a') + QByteArray(")");
        QTest::newRow("word") << QByteArray(300000, 'a');
        QTest::newRow("quotes") << QByteArray(20000, '>') + "x";
        QTest::newRow("brackets") << QByteArray(100000, '[');
        QTest::newRow("stars") << QByteArray("*_").repeated(60000);
        QTest::newRow("lists") << [] {
            QByteArray lists;
            for (int depth = 0; depth < 400; ++depth) lists += QByteArray(2 * depth, ' ') + "- x\n";
            return lists;
        }();
        QTest::newRow("table") << QByteArray("|a").repeated(3000) + "|\n" + QByteArray("|-").repeated(3000) +
                                      "|\n";
        QTest::newRow("code") << QByteArray("```\n") + QByteArray("x\n").repeated(500000);
        QTest::newRow("megabyte")
            << QByteArray("Some **bold** words of a very long answer.\n\n").repeated(24000);
        QTest::newRow("one line") << QByteArray("Some **bold** words of a long line. ").repeated(28000);
        QTest::newRow("nul") << QByteArray("a\0b\xff\xfe\xc0", 6);
    }
    void harmfulAnswers() {
        QFETCH(QByteArray, answer);
        QTemporaryDir home;
        Desk desk(home.path());
        ChatRepository chats = desk.project().chats();
        const ConversationId id = *chats.create("harm");
        const MessageId question =
            *chats.add({.conversation = id, .role = "user", .content = answer.toStdString()});
        QVERIFY(chats.add(
            {.conversation = id, .parent = question, .role = "assistant", .content = answer.toStdString()}));
        desk.go("chat");
        const std::clock_t start = std::clock();
        desk.shell->open(QStringLiteral("chat"), QVariantMap{{QStringLiteral("conversation"), qint64(id)}});
        (void)desk.window->grab();
        QTest::qWait(1);
        const qint64 took = cpuMs(start);
        QVERIFY2(took < 1000, qPrintable(QStringLiteral("%1 ms").arg(took)));
        QCOMPARE(desk.window->width(), 1280); // nothing pushes the window wider
    }

    void aLongAnswerStreamsFluently() {
        QTemporaryDir home;
        Desk desk(home.path());
        MarkdownView view;
        view.resize(680, 400);
        view.show();
        const QString piece = QStringLiteral("Some **bold** words of a long answer; ").repeated(5);
        qint64 longest = 0;
        for (int i = 0; i < 1200; ++i) { // 240 kB without a blank line
            const std::clock_t start = std::clock();
            view.append(piece);
            if (i % 50 == 0) QCoreApplication::sendPostedEvents();
            longest = std::max(longest, cpuMs(start));
        }
        QVERIFY2(longest < 200, qPrintable(QStringLiteral("%1 ms for one piece").arg(longest)));
    }
};

QTEST_MAIN(ChatPageTest)
#include "chat_page_test.moc"
