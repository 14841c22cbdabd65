#include "ui/widgets/code_block.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QPainter>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSet>
#include <QSyntaxHighlighter>
#include <QTimer>

namespace inkstone {

namespace {
constexpr int kLine = 17;

// Words that steer the flow in the languages people ask for; one list is enough for colours this quiet.
const QSet<QString>& keywords() {
    static const QSet<QString> words = {
        "and",       "as",     "async",    "auto",    "await",   "bool",    "break",   "case",      "catch",
        "class",     "const",  "continue", "def",     "default", "delete",  "do",      "elif",      "else",
        "enum",      "except", "export",   "extends", "false",   "False",   "finally", "fn",        "for",
        "from",      "func",   "function", "if",      "impl",    "import",  "in",      "include",   "int",
        "interface", "is",     "lambda",   "let",     "match",   "module",  "mut",     "namespace", "new",
        "nil",       "None",   "not",      "null",    "or",      "package", "pass",    "private",   "public",
        "pub",       "raise",  "return",   "select",  "SELECT",  "FROM",    "self",    "static",    "struct",
        "super",     "switch", "template", "this",    "throw",   "true",    "True",    "try",       "type",
        "typename",  "use",    "using",    "var",     "virtual", "void",    "where",   "WHERE",     "while",
        "with",      "yield",  "echo",     "then",    "fi",      "done",    "end"};
    return words;
}
} // namespace

class CodeColors final : public QSyntaxHighlighter {
public:
    explicit CodeColors(QPlainTextEdit* edit) : QSyntaxHighlighter(edit->document()), m_edit(edit) {}
    void setLanguage(const QString& language) {
        static const QSet<QString> hash = {"python", "py",  "sh",   "bash", "shell",
                                           "yaml",   "yml", "toml", "ruby", "r"};
        m_comment = hash.contains(language) ? QStringLiteral("#") : QStringLiteral("//");
        m_plain =
            language.isEmpty() || language == QLatin1String("text") || language == QLatin1String("json");
    }

protected:
    void highlightBlock(const QString& text) override {
        if (m_plain) return;
        const Palette& c = Palette::of(m_edit);
        static const QRegularExpression tokens(
            QStringLiteral("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|[A-Za-z_][A-Za-z_0-9]*|#.*|//.*"));
        for (auto it = tokens.globalMatch(text); it.hasNext();) {
            const QRegularExpressionMatch match = it.next();
            const QString token = match.captured();
            if (token.startsWith(m_comment)) {
                setFormat(int(match.capturedStart()), int(text.size() - match.capturedStart()), c.ink3);
                return;
            }
            if (token[0] == QLatin1Char('"') || token[0] == QLatin1Char('\''))
                setFormat(int(match.capturedStart()), int(token.size()), c.good);
            else if (keywords().contains(token))
                setFormat(int(match.capturedStart()), int(token.size()), c.accent);
        }
    }

private:
    QPlainTextEdit* m_edit;
    QString m_comment = QStringLiteral("//");
    bool m_plain = true;
};

CodeBlock::CodeBlock(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 6, 8, 12);
    layout->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->addWidget(m_language = makeLabel({}, TextStyle::Secondary, Tone::Ink2));
    head->addStretch(1);
    auto* copy = new Button(tr("Copy"), Button::Kind::Quiet, QStringLiteral("copy"));
    copy->setSmall();
    head->addWidget(copy);
    layout->addLayout(head);
    m_text = new QPlainTextEdit;
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(fontOf(TextStyle::Mono));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text->viewport()->setAutoFillBackground(false);
    m_text->document()->setDocumentMargin(0);
    m_text->setAccessibleName(tr("Code"));
    layout->addWidget(m_text);
    m_colors = new CodeColors(m_text);
    connect(copy, &Button::clicked, this, [this, copy] {
        QGuiApplication::clipboard()->setText(code());
        copy->setText(tr("Copied"));
        QTimer::singleShot(1500, copy, [copy] { copy->setText(tr("Copy")); });
    });
}

void CodeBlock::setCode(const QString& code, const QString& language) {
    if (m_language->text() != language) {
        m_language->setText(language);
        m_colors->setLanguage(language);
        m_colors->rehighlight();
    }
    const QString before = this->code();
    if (code == before) return;
    if (code.startsWith(before) &&
        !before.isEmpty()) { // streaming: what is there stays, and so does a selection
        QTextCursor end(m_text->document());
        end.movePosition(QTextCursor::End);
        end.insertText(code.mid(before.size()));
    } else {
        m_text->setPlainText(code);
    }
    fitHeight();
}

QString CodeBlock::code() const { return m_text->toPlainText(); }

void CodeBlock::fitHeight() {
    const int lines = std::max(1, m_text->document()->blockCount());
    const int line = std::max(kLine, m_text->fontMetrics().lineSpacing());
    m_text->setFixedHeight(lines * line + 12);
}

void CodeBlock::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    paint::box(p, rect(), 8, c.sunken, c.hairline);
}

void CodeBlock::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) m_colors->rehighlight();
    QWidget::changeEvent(event);
}

} // namespace inkstone
