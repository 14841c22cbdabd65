#pragma once
// The rail at the left: the seal, the pages with what waits on them, the project. 184 px, or 56 with icons
// only.

#include <QVector>
#include <QWidget>

class QBoxLayout;

namespace inkstone {

class ProjectButton;
class RailItem;

class Rail final : public QWidget {
    Q_OBJECT
public:
    static constexpr int kWide = 184, kNarrow = 56;

    explicit Rail(QWidget* parent = nullptr);

    void addPage(const QString& id, const QString& title, const QString& icon);
    void setCurrent(const QString& id);
    void setCount(const QString& id, int count);
    void setProjectName(const QString& name);
    void setNarrow(bool narrow);
    bool isNarrow() const { return m_narrow; }

signals:
    void pageChosen(const QString& id);
    void settingsChosen();
    void projectMenuRequested(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QVector<RailItem*> m_items;
    QBoxLayout* m_list;
    ProjectButton* m_project;
    QWidget* m_settings;
    QBoxLayout* m_foot;
    bool m_narrow = false;
};

} // namespace inkstone
