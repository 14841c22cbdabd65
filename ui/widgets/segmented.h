#pragma once
// A few choices side by side, one of them in force: All | Train | Held-out.

#include <QVector>
#include <QWidget>

namespace inkstone {

class Segmented final : public QWidget {
    Q_OBJECT
public:
    explicit Segmented(QWidget* parent = nullptr);
    void addOption(const QString& id, const QString& text);
    void setText(const QString& id, const QString& text);
    void setCurrent(const QString& id); ///< without a signal
    QString current() const;
    QStringList texts() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void chosen(const QString& id);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Option {
        QString id, text;
    };
    QRect rectOf(int index) const;
    void choose(int index);

    QVector<Option> m_options;
    int m_current = 0;
};

} // namespace inkstone
