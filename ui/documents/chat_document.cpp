#include "ui/documents/chat_document.h"

#include "core/base/json.h"

namespace inkstone {

namespace {
/// A growing answer is on disk at least this often.
constexpr int saveEveryMs = 1000;
constexpr size_t titleBytes = 60;

std::string samplingJson(const SamplingOptions& s) {
    return dumpJson({{"temperature", s.temperature},
                     {"top_k", s.topK},
                     {"top_p", s.topP},
                     {"min_p", s.minP},
                     {"repetition_penalty", s.repetitionPenalty},
                     {"seed", s.seed}},
                    -1);
}

std::string adapterName(const std::filesystem::path& folder) {
    if (folder.empty()) return {};
    return (folder.filename() == "adapter" ? folder.parent_path() : folder).filename().string();
}
} // namespace

ChatDocument::ChatDocument(Workbench& workbench, QObject* parent) : QObject(parent), m_workbench(workbench) {
    connect(&workbench, &Workbench::projectChanged, this, [this] { openLast(); });
    openLast();
}

// Nobody hears the rest of an answer that still grows: what there is of it is kept.
ChatDocument::~ChatDocument() {
    if (!m_job) return;
    stop();
    m_answer.finishReason = "cancelled";
    m_answer.complete = true;
    (void)m_answerProject->chats().update(m_answer); // who would hear of it is gone as well
}

QString ChatDocument::title() const { return QString::fromStdString(m_title); }

MessageId ChatDocument::answer() const {
    return m_answerProject == m_workbench.sharedProject() ? m_answer.id : 0;
}

bool ChatDocument::check(const Status& status) {
    if (status) return true;
    Q_EMIT failed(status.error());
    return false;
}

void ChatDocument::open(ConversationId id) {
    stop();
    m_conversation = id;
    remember();
    m_title.clear();
    m_pendingSystem = m_workbench.settings().get(setting::systemPrompt);
    reload();
}

void ChatDocument::openLast() {
    ConversationId id = m_workbench.settings().get(setting::chatConversation);
    if (id) {
        const ChatRepository chats = m_workbench.project().chats();
        if (const auto info = chats.info(id); !info || info->trashedMs) {
            const auto others = chats.list();
            id = others && !others->empty() ? others->front().id : 0;
        }
    }
    open(id);
}

// At once, so that it survives a crash.
void ChatDocument::remember() {
    if (!m_workbench.hasProject() || m_workbench.project().readOnly()) return;
    Settings& settings = m_workbench.settings();
    if (settings.get(setting::chatConversation) != m_conversation)
        check(settings.set(setting::chatConversation, m_conversation));
}

void ChatDocument::reload() {
    m_messages.clear();
    if (m_conversation && m_workbench.hasProject()) {
        const ChatRepository chats = m_workbench.project().chats();
        if (const auto info = chats.info(m_conversation)) m_title = info->title;
        auto branch = chats.branch(m_conversation);
        if (branch)
            m_messages = std::move(*branch);
        else
            Q_EMIT failed(branch.error());
    }
    Q_EMIT changed();
}

bool ChatDocument::begin(const std::string& title) {
    if (m_conversation) return true;
    const auto id = m_workbench.project().chats().create(title, m_pendingSystem);
    if (!id) {
        Q_EMIT failed(id.error());
        return false;
    }
    m_conversation = *id;
    m_title = title;
    remember();
    return true;
}

void ChatDocument::makeReady(const Voice& voice) {
    if (voice.model.empty() || voice.model == m_ready) return;
    forgetReadying(voice);
    m_ready = voice.model;
    Job job{.kind = "prepare", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [engine = &m_workbench.engine(), voice](std::stop_token stop, JobSink& sink) -> JobResult {
        (void)engine->prepared(voice.model, voice.compute, stop, sink);
        return {};
    };
    m_readying =
        m_workbench.start(std::move(job), this, {.onEvent = {}, .onFinished = [this](const JobInfo& info) {
                                                     if (info.id == m_readying) m_readying = 0;
                                                 }});
}

/// Another model was chosen meanwhile.
void ChatDocument::forgetReadying(const Voice& wanted) {
    if (m_readying && wanted.model != m_ready) m_workbench.queue().cancel(m_readying);
}

bool ChatDocument::send(const QString& text, const ChatSettings& settings) {
    if (answering() || !m_workbench.hasProject()) return false;
    const std::string content = text.toStdString();
    if (!begin(text.simplified().left(int(titleBytes)).toStdString())) return false;
    const auto question =
        m_workbench.project().chats().add({.conversation = m_conversation,
                                           .parent = m_messages.empty() ? 0 : m_messages.back().id,
                                           .role = "user",
                                           .content = content});
    if (!question) {
        Q_EMIT failed(question.error());
        return false;
    }
    generate(*question, settings);
    m_workbench.tellChats();
    return true;
}

void ChatDocument::edit(MessageId question, const QString& text, const ChatSettings& settings) {
    if (answering()) return;
    const auto old = m_workbench.project().chats().message(question);
    if (!old) return Q_EMIT failed(old.error());
    const auto added = m_workbench.project().chats().add({.conversation = m_conversation,
                                                          .parent = old->parent,
                                                          .role = "user",
                                                          .content = text.toStdString()});
    if (!added) return Q_EMIT failed(added.error());
    generate(*added, settings);
}

void ChatDocument::regenerate(MessageId answer, const ChatSettings& settings) {
    if (answering()) return;
    const auto old = m_workbench.project().chats().message(answer);
    if (!old) return Q_EMIT failed(old.error());
    ChatSettings other = settings;
    other.generation.sampling.seed += uint64_t(old->siblings); // the same seed would say the same again
    generate(old->parent, other);
}

void ChatDocument::generate(MessageId question, const ChatSettings& settings) {
    ChatRepository chats = m_workbench.project().chats();
    const ModelOnDisk* model = m_workbench.model(settings.voice.model);
    m_answer = {.conversation = m_conversation,
                .parent = question,
                .role = "assistant",
                .complete = false,
                .model = model ? model->name : settings.voice.model.stem().string(),
                .adapter = adapterName(settings.voice.adapter),
                .sampling = samplingJson(settings.generation.sampling)};
    const auto id = chats.add(m_answer);
    if (!id) return Q_EMIT failed(id.error());
    m_answer.id = *id;
    const auto messages = chats.messagesTo(question);
    if (!messages) return Q_EMIT failed(messages.error());

    forgetReadying(settings.voice);
    const auto answer = std::make_shared<ChatAnswer>();
    Job job{.kind = "chat", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [answer, engine = &m_workbench.engine(), settings,
               messages = *messages](std::stop_token stop, JobSink& sink) -> JobResult {
        auto result = engine->answer(settings.voice, messages, settings.generation, stop, sink);
        if (!result) {
            const bool cancelled = result.error().code == ErrorCode::Cancelled;
            return {cancelled ? Outcome::Cancelled : Outcome::Failed, result.error(), {}};
        }
        *answer = std::move(*result);
        return {};
    };
    m_sinceSaved.start();
    m_answerProject = m_workbench.sharedProject();
    m_job =
        m_workbench.start(std::move(job), this,
                          {.onEvent =
                               [this](const JobEvent& event) {
                                   if (const auto* piece = std::get_if<GeneratedPiece>(&event)) take(*piece);
                               },
                           .onFinished = [this, answer](const JobInfo& info) { complete(info, *answer); }});
    reload();
}

void ChatDocument::take(const GeneratedPiece& piece) {
    m_answer.content += piece.text;
    m_answer.completionTokens += piece.tokens;
    if (answer()) Q_EMIT grew(m_answer.id, QString::fromStdString(piece.text));
    if (m_sinceSaved.elapsed() < saveEveryMs) return;
    m_sinceSaved.restart();
    check(m_answerProject->chats().update(m_answer));
}

void ChatDocument::complete(const JobInfo& info, const ChatAnswer& answer) {
    m_job = 0;
    if (info.result.outcome == Outcome::Done) {
        const Generation& g = answer.generation;
        m_answer.content = g.text;
        m_answer.finishReason = name(g.finish);
        m_answer.promptTokens = g.promptTokens;
        m_answer.completionTokens = g.completionTokens;
        m_answer.prefillSeconds = g.prefillSeconds;
        m_answer.decodeSeconds = g.decodeSeconds;
    } else {
        m_answer.finishReason = "cancelled";
    }
    m_answer.complete = true;
    check(m_answerProject->chats().update(m_answer));
    m_answerProject.reset();
    const MessageId id = m_answer.id;
    m_answer = {};
    reload();
    Q_EMIT finished(id);
    m_workbench.tellChats();
    if (info.result.outcome == Outcome::Failed) Q_EMIT failed(info.result.error);
}

void ChatDocument::stop() {
    if (m_job) m_workbench.queue().cancel(m_job);
}

void ChatDocument::showSibling(MessageId id, int index) {
    if (answering()) return;
    if (check(m_workbench.project().chats().showSibling(id, index))) reload();
}

Result<Record> ChatDocument::correct(MessageId answer, const QString& text) {
    auto record = m_workbench.project().correctAnswer(answer, text.toStdString());
    if (record) {
        reload();
        m_workbench.tellDatasets();
        m_workbench.tellRecords(record->dataset);
    }
    return record;
}

QString ChatDocument::systemPrompt() const {
    if (m_conversation)
        if (const auto info = m_workbench.project().chats().info(m_conversation))
            return QString::fromStdString(info->systemPrompt);
    return QString::fromStdString(m_pendingSystem);
}

void ChatDocument::setSystemPrompt(const QString& text) {
    m_pendingSystem = text.toStdString();
    check(m_workbench.settings().set(setting::systemPrompt, m_pendingSystem));
    if (m_conversation) check(m_workbench.project().chats().setSystemPrompt(m_conversation, m_pendingSystem));
}

} // namespace inkstone
