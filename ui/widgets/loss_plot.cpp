#include "ui/widgets/loss_plot.h"

#include "ui/models/smoothing.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plot_parts.h"
#include "ui/widgets/sparkline.h"

#include <QApplication>
#include <QBoxLayout>
#include <QEvent>
#include <QMouseEvent>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <limits>
#include <qcustomplot.h>

namespace inkstone {

namespace {
constexpr double kPen = 1.25; // a width of 1 would become one device pixel at 2x
constexpr int kRefreshMs = 33;
constexpr double kSmoothing = 0.9; ///< of the thick curve

QString valueText(double value) {
    return std::isfinite(value) ? QString::number(value, 'f', 2) : QStringLiteral("–");
}

/// The value at or before `step`.
double valueAt(const QVector<double>& steps, const QVector<double>& values, double step) {
    const auto after = std::upper_bound(steps.begin(), steps.end(), step);
    if (after == steps.begin()) return std::numeric_limits<double>::quiet_NaN();
    return values[after - steps.begin() - 1];
}
} // namespace

struct LossPlot::Run {
    QString id, name;
    int color = 0;
    QVector<double> trainSteps, train, smoothed, heldOutSteps, heldOut;
    QCPGraph *raw = nullptr, *line = nullptr, *markers = nullptr;
    QCPItemText *trainEnd = nullptr, *heldOutEnd = nullptr;
};

LossPlot::LossPlot(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_title = makeLabel(tr("Loss by step"), TextStyle::Secondary, Tone::Ink2));
    m_fit = Button::iconOnly(QStringLiteral("fit"), tr("Show the whole run"))->setSmall();
    m_fit->setObjectName(QStringLiteral("plot.fit"));
    QSizePolicy kept = m_fit->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // the plot does not jump
    m_fit->setSizePolicy(kept);
    m_fit->hide();
    head->addWidget(m_fit);
    connect(m_fit, &QAbstractButton::clicked, this, &LossPlot::fit);
    head->addStretch(1);
    head->addWidget(m_trainSign = new LegendSign(false));
    head->addWidget(makeLabel(tr("train"), TextStyle::Secondary, Tone::Ink2));
    head->addWidget(m_trainValue = makeLabel({}, TextStyle::SecondaryMedium));
    head->addSpacing(8);
    head->addWidget(m_heldOutSign = new LegendSign(true));
    head->addWidget(makeLabel(tr("held-out"), TextStyle::Secondary, Tone::Ink2));
    head->addWidget(m_heldOutValue = makeLabel({}, TextStyle::SecondaryMedium));
    layout->addLayout(head);
    layout->addWidget(m_plot, 1);

    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->setMinimumHeight(120);
    m_plot->setAccessibleName(tr("Loss by step"));
    m_cross = new QCPItemStraightLine(m_plot);
    m_cross->setVisible(false);
    m_now = new QCPItemStraightLine(m_plot);
    m_now->setVisible(false);
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        if (event->buttons() & Qt::LeftButton) dragTo(event->pos());
        const bool inside = m_plot->axisRect()->rect().contains(event->pos());
        showPointer(m_plot->xAxis->pixelToCoord(event->pos().x()), inside);
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &LossPlot::fit);
    m_plot->setObjectName(QStringLiteral("plot.losses"));
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this] { setZoomed(true); });
    connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) { m_pressed = event->pos(); });
    connect(m_plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, &LossPlot::schedule);
    dress();
}

LossPlot::~LossPlot() = default;

LossPlot::Run* LossPlot::find(const QString& id) const {
    for (const auto& run : m_runs)
        if (run->id == id) return run.get();
    return nullptr;
}

LossPlot::Run& LossPlot::need(const QString& id) {
    if (Run* run = find(id)) return *run;
    m_runs.push_back(std::make_unique<Run>());
    Run& run = *m_runs.back();
    run.id = run.name = id;
    run.color = int(m_runs.size()) - 1;
    run.raw = m_plot->addGraph();
    run.line = m_plot->addGraph();
    run.markers = m_plot->addGraph();
    for (QCPGraph* graph : {run.raw, run.line, run.markers}) graph->setAdaptiveSampling(true);
    for (QCPItemText** label : {&run.trainEnd, &run.heldOutEnd}) {
        *label = new QCPItemText(m_plot);
        (*label)->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        (*label)->setClipToAxisRect(false);
        (*label)->setVisible(false);
    }
    if (m_main.isEmpty()) m_main = id;
    dress();
    return run;
}

void LossPlot::setRun(const QString& id, const QString& name, int colorIndex) {
    Run& run = need(id);
    run.name = name;
    run.color = colorIndex;
    dress();
    schedule();
}

void LossPlot::removeRun(const QString& id) {
    Run* run = find(id);
    if (!run) return;
    for (QCPGraph* graph : {run->raw, run->line, run->markers}) m_plot->removeGraph(graph);
    m_plot->removeItem(run->trainEnd);
    m_plot->removeItem(run->heldOutEnd);
    m_runs.erase(std::find_if(m_runs.begin(), m_runs.end(), [&](const auto& r) { return r.get() == run; }));
    if (m_main == id) m_main = m_runs.empty() ? QString() : m_runs.front()->id;
    dress();
    schedule();
}

void LossPlot::clear() {
    while (!m_runs.empty()) {
        const QString id = m_runs.back()->id; // outlives the run it names
        removeRun(id);
    }
    setZoomed(false);
}

void LossPlot::setMain(const QString& id) {
    m_main = id;
    dress();
    schedule();
}

void LossPlot::setTrain(const QString& id, const QVector<double>& steps, const QVector<double>& losses) {
    Run& run = need(id);
    run.trainSteps = steps;
    run.train = losses;
    schedule();
}

void LossPlot::setHeldOut(const QString& id, const QVector<double>& steps, const QVector<double>& losses) {
    Run& run = need(id);
    run.heldOutSteps = steps;
    run.heldOut = losses;
    schedule();
}

void LossPlot::appendTrain(const QString& id, double step, double loss) {
    Run& run = need(id);
    run.trainSteps << step;
    run.train << loss;
    schedule();
}

void LossPlot::appendHeldOut(const QString& id, double step, double loss) {
    Run& run = need(id);
    run.heldOutSteps << step;
    run.heldOut << loss;
    schedule();
}

void LossPlot::setTotalSteps(double steps) {
    m_totalSteps = steps;
    schedule();
}

// A click, and the tremble of a hand in it, changes nothing that is shown: the plot goes on to follow the
// run.
void LossPlot::dragTo(QPoint position) {
    const bool drag = (position - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (!m_zoomed && drag) setZoomed(true);
}

void LossPlot::fit() {
    setZoomed(false);
    schedule();
}

void LossPlot::setZoomed(bool zoomed) {
    m_zoomed = zoomed;
    if (!zoomed && m_fit->hasFocus()) m_plot->setFocus(Qt::OtherFocusReason);
    m_fit->setVisible(zoomed);
}

QPair<double, double> LossPlot::shownSteps() const {
    return {m_plot->xAxis->range().lower, m_plot->xAxis->range().upper};
}

void LossPlot::schedule() {
    if (m_scheduled) return;
    m_scheduled = true;
    QTimer::singleShot(isVisible() ? kRefreshMs : 0, this, &LossPlot::refresh);
}

void LossPlot::refresh() {
    m_scheduled = false;
    double last = m_totalSteps, low = std::numeric_limits<double>::max(), high = 0;
    for (const auto& run : m_runs) {
        run->smoothed = smooth(run->train, kSmoothing);
        for (const auto* steps : {&run->trainSteps, &run->heldOutSteps})
            if (!steps->isEmpty()) last = std::max(last, steps->back());
        const bool raw = run->id == m_main;
        for (const auto* values : {raw ? &run->train : &run->smoothed, &run->heldOut})
            for (double v : *values)
                if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
    }
    if (!m_zoomed && low <= high) {
        const QSignalBlocker quiet(m_plot->xAxis);
        const double margin = std::max((high - low) * 0.08, 0.02);
        const double end = std::max(last, 10.0), room = end * 0.01; // so that end markers are not clipped
        m_plot->xAxis->setRange(-room, end + room);
        m_plot->yAxis->setRange(std::max(low - margin, low * 0.5), high + margin);
    }
    for (const auto& run : m_runs) redraw(*run);
    refreshLegend();
    placeEndLabels();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::redraw(Run& run) {
    const auto feed = [this](QCPGraph* graph, const QVector<double>& xs, const QVector<double>& ys) {
        QVector<double> keys, values;
        for (const QPointF& point : decimate(xs, ys, std::max(200, m_plot->width()) * 2)) {
            keys << point.x();
            values << point.y();
        }
        graph->setData(keys, values, true);
    };
    feed(run.raw, run.trainSteps, run.train);
    feed(run.line, run.trainSteps, run.smoothed);
    feed(run.markers, run.heldOutSteps, run.heldOut);
    run.raw->setVisible(run.id == m_main);
}

void LossPlot::refreshLegend() {
    const Run* run = find(m_main);
    const bool any = run && !run->train.isEmpty();
    m_trainValue->setText(valueText(any ? run->smoothed.back() : std::nan("")));
    m_heldOutValue->setText(valueText(run && !run->heldOut.isEmpty() ? run->heldOut.back() : std::nan("")));
    const bool running = any && m_totalSteps > 0 && run->trainSteps.back() < m_totalSteps;
    m_now->setVisible(running);
    if (!running) return;
    m_now->point1->setCoords(run->trainSteps.back(), 0);
    m_now->point2->setCoords(run->trainSteps.back(), 1);
}

// The other runs say their last values at the right edge, in their colour.
void LossPlot::placeEndLabels() {
    bool any = false;
    for (const auto& run : m_runs) {
        const bool other = run->id != m_main;
        const auto place = [&](QCPItemText* label, const QVector<double>& steps,
                               const QVector<double>& values) {
            const bool shown = other && !values.isEmpty() && std::isfinite(values.back());
            label->setVisible(shown);
            any |= shown;
            if (!shown) return;
            label->setText(valueText(values.back()));
            label->position->setCoords(steps.back(), values.back());
            label->setPadding(QMargins(6, 0, 0, 0));
        };
        place(run->trainEnd, run->trainSteps, run->smoothed);
        place(run->heldOutEnd, run->heldOutSteps, run->heldOut);
    }
    m_plot->axisRect()->setMinimumMargins(QMargins(30, 6, any ? 36 : 6, 22));
}

void LossPlot::showPointer(double step, bool inside) {
    const Run* run = find(m_main);
    if (!inside || !run || run->train.isEmpty()) {
        m_title->setText(tr("Loss by step"));
        m_cross->setVisible(false);
        refreshLegend();
        return m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
    m_title->setText(tr("Step %1").arg(std::max(0, qRound(step))));
    m_trainValue->setText(valueText(valueAt(run->trainSteps, run->smoothed, step)));
    m_heldOutValue->setText(valueText(valueAt(run->heldOutSteps, run->heldOut, step)));
    m_cross->setVisible(true);
    m_cross->point1->setCoords(step, 0);
    m_cross->point2->setCoords(step, 1);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::dress() {
    const Palette& c = Palette::of(this);
    dressPlot(*m_plot, c);
    m_cross->setPen(QPen(c.ink3, kPen));
    m_now->setPen(QPen(c.border, kPen, Qt::DotLine));
    for (const auto& run : m_runs) {
        const QColor color = c.series(run->color);
        const bool main = run->id == m_main;
        run->raw->setPen(QPen(mix(color, c.surface, 0.4), kPen));
        run->line->setPen(QPen(color, main ? 2 : 1.5));
        run->markers->setPen(QPen(color, kPen));
        run->markers->setScatterStyle(
            QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(color, kPen), QBrush(c.surface), 5));
        for (QCPItemText* label : {run->trainEnd, run->heldOutEnd}) {
            label->setColor(color);
            label->setFont(fontOf(TextStyle::SecondaryMedium));
        }
    }
    const Run* run = find(m_main);
    m_trainSign->setSeries(run ? run->color : 0);
    m_heldOutSign->setSeries(run ? run->color : 0);
}

void LossPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        dress();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
    QWidget::changeEvent(event);
}

void LossPlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    schedule();
}

void LossPlot::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

} // namespace inkstone
