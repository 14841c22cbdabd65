#pragma once
// The drawer at the right of Chat: how answers are drawn, how long they may be, the system prompt.

#include "core/generate/generation.h"
#include "core/project/settings.h"

#include <QWidget>

class QPlainTextEdit;
class QSpinBox;
class QTimer;

namespace inkstone {

class Segmented;
class SliderRow;

class SamplingDrawer final : public QWidget {
    Q_OBJECT
public:
    static constexpr int kWidth = 264;

    explicit SamplingDrawer(QWidget* parent = nullptr);

    void read(const Settings& settings);
    Status write(Settings& settings) const;
    GenerationOptions options() const;
    CacheType cacheType() const;
    void setSystemPrompt(const QString& text); ///< no signal
    /// What was typed a moment ago is said now: it belongs to what is still shown.
    void keepSystemPrompt();

signals:
    void changed();
    void systemPromptChanged(const QString& text); ///< a moment after the last key

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QWidget* row(const QString& name, const QString& meaning, QWidget* field);
    QWidget* numberRow(const QString& name, const QString& meaning, QSpinBox* box);
    void reset();
    void saySystemPrompt();

    SliderRow *m_temperature, *m_topP, *m_topK, *m_minP, *m_penalty;
    QSpinBox *m_longest, *m_seed;
    Segmented* m_kvCache;
    QPlainTextEdit* m_system;
    QTimer* m_systemTimer;
};

} // namespace inkstone
