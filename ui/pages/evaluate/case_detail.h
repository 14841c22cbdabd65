#pragma once
// One case: prompt as rendered, what was expected, the answer, and the base model's answer beside it.

#include "core/eval/evaluation_store.h"

#include <QWidget>

class QBoxLayout;
class QLabel;

namespace inkstone {

class Button;

class CaseDetail final : public QWidget {
    Q_OBJECT
public:
    explicit CaseDetail(QWidget* parent = nullptr);
    /// `before` is the base model's, when there is one.
    void show(const ComparedCase& shown, const QString& voice, const QString& baseVoice);
    void clear();
    int64_t storedCase() const { return m_stored; }
    /// Not there yet, and with an answer that could be corrected.
    bool canBeSent(int64_t storedCase) const { return storedCase != m_stored || (m_sendable && !m_record); }

signals:
    void labelRequested(qint64 storedCase);
    void recordRequested(qint64 record); ///< it is in Label as this one

private:
    void addAnswer(QBoxLayout& row, const QString& voice, const StoredCase& one, const QString& compareWith);

    QLabel* m_id;
    Button* m_label;
    QBoxLayout* m_content;
    QWidget* m_inner = nullptr;
    int64_t m_stored = 0, m_record = 0;
    bool m_sendable = false;
};

} // namespace inkstone
