#include "ui/shell/icons.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>
#include <memory>

namespace inkstone {

namespace {
/// A parsed drawing for each name and colour; there are a few dozen, so nothing is ever dropped.
QSvgRenderer* rendererFor(const QString& name, const QColor& color) {
    static QHash<QString, std::shared_ptr<QSvgRenderer>> cache;
    const QString key = name + color.name();
    auto& entry = cache[key];
    if (!entry) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        QByteArray svg;
        if (file.open(QIODevice::ReadOnly))
            svg = file.readAll().replace("currentColor", color.name().toLatin1());
        else
            qWarning("no icon named %s", qPrintable(name));
        entry = std::make_shared<QSvgRenderer>(svg);
    }
    return entry.get();
}

class InkIconEngine final : public QIconEngine {
public:
    InkIconEngine(QString name, Tone tone) : m_name(std::move(name)), m_tone(tone) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const Palette& palette = Palette::current();
        const QColor color = mode == QIcon::Disabled ? palette.off : toneColor(palette, m_tone);
        paintIcon(*painter, m_name, rect, color);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new InkIconEngine(m_name, m_tone); }
    QString key() const override { return QStringLiteral("inkstone"); }

private:
    QString m_name;
    Tone m_tone;
};
} // namespace

QIcon iconOf(const QString& name, Tone tone) { return QIcon(new InkIconEngine(name, tone)); }

void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color) {
    const double side = std::min(rect.width(), rect.height());
    QRectF square(0, 0, side, side);
    square.moveCenter(rect.center());
    rendererFor(name, color)->render(&painter, square);
}

QIcon applicationIcon() { return QIcon(QStringLiteral(":/icons/inkstone.svg")); }

} // namespace inkstone
