#pragma once
// The big plot of Train: training loss (raw faint, smoothed strong) and held-out loss (thin, with markers) of
// one or more runs, by step. Wheel zooms, drag pans, double click or the button fits; the pointer reads
// values.

#include <QHash>
#include <QVector>
#include <QWidget>
#include <memory>
#include <vector>

class QBoxLayout;
class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;
class QLabel;

namespace inkstone {

class Button;
class LegendSign;

class LossPlot final : public QWidget {
    Q_OBJECT
public:
    explicit LossPlot(QWidget* parent = nullptr);
    ~LossPlot() override;

    /// Adds or changes a run. `colorIndex` is the run's colour everywhere.
    void setRun(const QString& id, const QString& name, int colorIndex);
    void removeRun(const QString& id);
    void clear();
    /// The run whose values the legend shows; it also gets the raw curve and the thick line.
    void setMain(const QString& id);

    void setTrain(const QString& id, const QVector<double>& steps, const QVector<double>& losses);
    void setHeldOut(const QString& id, const QVector<double>& steps, const QVector<double>& losses);
    void appendTrain(const QString& id, double step, double loss);
    void appendHeldOut(const QString& id, double step, double loss);

    /// Whole length of the main run, so that the axis shows how much is to come; 0: as far as there is data.
    void setTotalSteps(double steps);
    void fit();
    QPair<double, double> shownSteps() const; ///< the ends of the x axis

    QSize sizeHint() const override { return {520, 280}; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void setZoomed(bool zoomed);
    void dragTo(QPoint position);
    struct Run;
    Run* find(const QString& id) const;
    Run& need(const QString& id);
    void schedule();
    void refresh();
    void redraw(Run& run);
    void dress();
    void refreshLegend();
    void showPointer(double step, bool inside);
    void placeEndLabels();

    QCustomPlot* m_plot;
    QLabel *m_title, *m_trainValue, *m_heldOutValue;
    Button* m_fit;
    LegendSign *m_trainSign, *m_heldOutSign;
    QCPItemStraightLine* m_cross = nullptr;
    QCPItemStraightLine* m_now = nullptr;
    std::vector<std::unique_ptr<Run>> m_runs;
    QString m_main;
    double m_totalSteps = 0;
    QPoint m_pressed; ///< where the mouse button went down
    bool m_zoomed = false, m_scheduled = false;
};

} // namespace inkstone
