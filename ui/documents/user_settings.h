#pragma once
// The window's choices, kept in core's one table of settings (user scope). It always asks the workbench for
// the table, because opening a project replaces it.

#include "ui/shell/settings_store.h"

namespace inkstone {

class Workbench;

class UserSettings final : public SettingsStore {
    Q_OBJECT
public:
    explicit UserSettings(Workbench& workbench, QObject* parent = nullptr);
    QVariant value(const QString& key, const QVariant& fallback = {}) const override;
    /// Bool, whole number, number or text; bytes are kept as base64 text. What cannot be saved (a full disk)
    /// is forgotten: the window goes on.
    void setValue(const QString& key, const QVariant& value) override;

private:
    Workbench& m_workbench;
};

} // namespace inkstone
