#pragma once
// Every setting of a run as a searchable list: name, value, default, one-line meaning, reset. What is empty
// is chosen by the trainer; the default it would take stands in the field as a ghost.

#include "core/train/train_config.h"

#include <QString>
#include <QWidget>
#include <functional>
#include <vector>

class QLineEdit;

namespace inkstone {

class Button;

class AdvancedSettings final : public QWidget {
    Q_OBJECT
public:
    explicit AdvancedSettings(QWidget* parent = nullptr);

    const TrainConfig& config() const { return m_config; }
    /// Fills the fields; no signal.
    void setConfig(const TrainConfig& config);
    /// loraMethod or fullMethod: the settings of an adapter are at rest where none is made. No signal.
    void setMethod(const std::string& method);
    /// What the automatic ones become for the chosen data; shown as ghosts.
    void setResolved(const TrainConfig& resolved);
    bool valid() const;

signals:
    void changed();

private:
    struct Field {
        QString name, meaning;
        bool ofAdapter = false;
        std::function<QString(const TrainConfig&)> read;         ///< "" when automatic
        std::function<bool(TrainConfig&, const QString&)> write; ///< false: not acceptable
        QWidget* row = nullptr;
        QLineEdit* edit = nullptr;
        Button* reset = nullptr;
        bool wrong = false;
    };
    void describeFields();
    QWidget* makeRow(Field& field);
    void edited(Field& field);
    void showRest();
    void filter(const QString& text);

    TrainConfig m_config;
    std::vector<Field> m_fields;
};

} // namespace inkstone
