#include "ui/models/smoothing.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/filter_box.h"
#include "ui/widgets/loss_plot.h"
#include "ui/widgets/markdown_split.h"
#include "ui/widgets/markdown_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/popup_list.h"
#include "ui/widgets/prose_view.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/slider_row.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/table_view.h"

#include <QDoubleSpinBox>
#include <QHelpEvent>
#include <QInputMethodEvent>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QStandardItemModel>
#include <QTest>
#include <QToolTip>
#include <cmath>

using namespace inkstone;

namespace {
QPushButton* buttonNamed(const QWidget& parent, const QString& text) {
    for (QPushButton* button : parent.findChildren<QPushButton*>())
        if (button->text() == text) return button;
    return nullptr;
}
} // namespace

class WidgetsTest : public QObject {
    Q_OBJECT
private slots:
    void enterSendsAndShiftEnterBreaksTheLine() {
        Composer composer;
        composer.show();
        QSignalSpy sent(&composer, &Composer::sent);
        QTest::keyClick(&composer, Qt::Key_Return);
        QCOMPARE(sent.count(), 0); // nothing to send
        QTest::keyClicks(&composer, QStringLiteral("one"));
        QTest::keyClick(&composer, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(&composer, QStringLiteral("two"));
        QCOMPARE(sent.count(), 0);
        QTest::keyClick(&composer, Qt::Key_Return);
        QCOMPARE(sent.count(), 1);
        QCOMPARE(sent[0][0].toString(), QStringLiteral("one\ntwo"));
    }

    void enterBelongsToTheInputMethodWhileItComposes() {
        Composer composer;
        composer.show();
        QSignalSpy sent(&composer, &Composer::sent);
        QInputMethodEvent composing(QStringLiteral("ni hao"), {});
        QApplication::sendEvent(&composer, &composing);
        QVERIFY(composer.isComposing());
        QTest::keyClick(&composer, Qt::Key_Return);
        QCOMPARE(sent.count(), 0);
        QInputMethodEvent commit;
        commit.setCommitString(QStringLiteral("你好"));
        QApplication::sendEvent(&composer, &commit);
        QVERIFY(!composer.isComposing());
        QTest::keyClick(&composer, Qt::Key_Return);
        QCOMPARE(sent.count(), 1);
        QCOMPARE(sent[0][0].toString(), QStringLiteral("你好"));
    }

    void theComposerGrowsWithItsTextUpToALimit() {
        Composer composer;
        composer.resize(300, 30);
        composer.show();
        const int one = composer.height();
        composer.setPlainText(QStringLiteral("a\nb\nc\nd"));
        QTRY_VERIFY(composer.height() > one + 40);
        composer.setPlainText(QString(200, QLatin1Char('\n')));
        QTRY_VERIFY(composer.height() <= 20 * 10 + 6);
    }

    void aNoticeRunsItsRemedyAndCloses() {
        int acted = 0;
        NoticeBar bar({.kind = Notice::Kind::Bad,
                       .title = QStringLiteral("The disk is full."),
                       .details = QStringLiteral("ENOSPC"),
                       .remedy = QStringLiteral("Choose another folder"),
                       .act = [&] { ++acted; }});
        bar.show();
        QSignalSpy dismissed(&bar, &NoticeBar::dismissed);
        QTest::mouseClick(buttonNamed(bar, QStringLiteral("Choose another folder")), Qt::LeftButton);
        QCOMPARE(acted, 1);
        QCOMPARE(dismissed.count(), 1);
    }

    void detailsUnfold() {
        NoticeBar bar({.title = QStringLiteral("Something"), .details = QStringLiteral("more")});
        bar.show();
        QPushButton* copy = buttonNamed(bar, NoticeBar::tr("Copy details"));
        QVERIFY(copy && !copy->isVisible());
        QTest::mouseClick(buttonNamed(bar, NoticeBar::tr("Details")), Qt::LeftButton);
        QVERIFY(copy->isVisible());
    }

    void markdownIsCutAtFences_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("kinds"); // p prose, c code, o open code
        QTest::newRow("empty") << ""
                               << "";
        QTest::newRow("prose") << "a\n\nb"
                               << "p";
        QTest::newRow("code between") << "a\n```python\nx = 1\n```\nb"
                                      << "pcp";
        QTest::newRow("tildes hold backticks") << "~~~\n```\n~~~"
                                               << "c";
        QTest::newRow("streaming") << "a\n```c\nint"
                                   << "po";
        QTest::newRow("inline is no fence") << "a ```b``` c"
                                            << "p";
        QTest::newRow("longer fence") << "````\n```\n````"
                                      << "c";
    }
    void markdownIsCutAtFences() {
        QFETCH(QString, source);
        QFETCH(QString, kinds);
        QString found;
        for (const MarkdownPart& part : splitMarkdown(source))
            found += QLatin1Char(!part.code ? 'p' : part.closed ? 'c' : 'o');
        QCOMPARE(found, kinds);
    }

    void streamingGivesTheSameBlocksAsTheWhole() {
        const QString source =
            QStringLiteral("# Hi\n\nText **bold**.\n\n```python\nprint(1)\nprint(2)\n```\n\n- a\n- b\n");
        MarkdownView streamed;
        streamed.resize(400, 300);
        for (const QChar c : source) streamed.append(QString(c));
        QCOMPARE(streamed.markdown(), source);
        MarkdownView whole;
        whole.setMarkdown(source);
        for (const MarkdownView* view : {&streamed, &whole}) {
            QCOMPARE(view->findChildren<ProseView*>().size(), 2);
            QCOMPARE(view->findChildren<CodeBlock*>().size(), 1);
        }
    }

    void differencesAreMarkedByWord() {
        const auto marked = [](const QString& before, const QString& after) {
            QString out;
            for (const DiffPiece& piece : wordDiff(before, after))
                out += piece.changed ? QLatin1Char('[') + piece.text + QLatin1Char(']') : piece.text;
            return out;
        };
        QCOMPARE(marked("I am SmolLM", "I am Inky"), QStringLiteral("I am [Inky]"));
        QCOMPARE(marked("same", "same"), QStringLiteral("same"));
        QCOMPARE(marked("", "new"), QStringLiteral("new"));
        QCOMPARE(marked("made by us", "made by Lin Lan"), QStringLiteral("made by [Lin Lan]"));
        QCOMPARE(marked(QStringLiteral("我是助手"), QStringLiteral("我是小砚")),
                 QStringLiteral("我是[小砚]"));
    }

    void smoothingHasNoBiasAtTheStart() {
        const QVector<double> flat(50, 2.5);
        for (double value : smooth(flat, 0.95)) QVERIFY(std::abs(value - 2.5) < 1e-12);
        const QVector<double> out = smooth({1, std::nan(""), 3}, 0.5);
        QCOMPARE(out[0], 1.0);
        QCOMPARE(out[1], 1.0); // a gap keeps the last value
        QVERIFY(std::abs(out[2] - (0.25 * 1 + 0.5 * 3) / 0.75) < 1e-12);
    }

    void decimationKeepsThePeaks() {
        QVector<double> xs, ys;
        for (int i = 0; i < 100000; ++i) xs << i, ys << std::sin(i * 0.01);
        ys[54321] = 99;
        ys[77777] = -99;
        const auto points = decimate(xs, ys, 500);
        QVERIFY(points.size() <= 1000);
        double low = 0, high = 0;
        for (const QPointF& p : points) low = std::min(low, p.y()), high = std::max(high, p.y());
        QCOMPARE(high, 99.0);
        QCOMPARE(low, -99.0);
    }

    void sliderAndFieldAreOneValue() {
        SliderRow row(QStringLiteral("Temperature"), {}, {0, 2, 0.01, 2});
        QSignalSpy changed(&row, &SliderRow::changed);
        row.setValue(0.7);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(row.findChild<QSlider*>()->value(), 70);
        row.findChild<QSlider*>()->setValue(120);
        QCOMPARE(row.value(), 1.2);
        row.findChild<QDoubleSpinBox*>()->setValue(0.5);
        QCOMPARE(row.findChild<QSlider*>()->value(), 50);
        QCOMPARE(changed.count(), 2);
    }

    void segmentsAreChosenByKeysAndMouse() {
        Segmented segments;
        segments.addOption("a", "All");
        segments.addOption("b", "Train");
        segments.resize(segments.sizeHint());
        segments.show();
        QSignalSpy chosen(&segments, &Segmented::chosen);
        QTest::keyClick(&segments, Qt::Key_Right);
        QCOMPARE(segments.current(), QStringLiteral("b"));
        QTest::mouseClick(&segments, Qt::LeftButton, {}, QPoint(8, 15));
        QCOMPARE(segments.current(), QStringLiteral("a"));
        QCOMPARE(chosen.count(), 2);
    }

    void aChoiceIsMadeByKeyboard() {
        ChoiceButton choice;
        choice.setRows({{"one", "One", "", "", true, false},
                        {"", "", "", "", false, true},
                        {"two", "Two", "80 rows", "", true, false}});
        choice.setCurrent("one");
        choice.show();
        QSignalSpy chosen(&choice, &ChoiceButton::chosen);
        QTest::keyClick(&choice, Qt::Key_Down);
        QVERIFY(choice.popup().isVisible());
        QWidget* list = choice.popup().findChild<QAbstractItemView*>();
        QTest::keyClick(list, Qt::Key_Down); // over the separator
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(choice.current(), QStringLiteral("two"));
        QCOMPARE(chosen.count(), 1);
    }

    void aListUnderAButtonIsWalkedPastWhatCannotBeChosen() {
        QWidget anchor;
        anchor.show();
        PopupList list;
        QVector<PopupRow> rows;
        for (int i = 0; i < 12; ++i) {
            const QString id = QString::number(i);
            rows.push_back({.id = id,
                            .title = QStringLiteral("row ") + id,
                            .note = {},
                            .icon = {},
                            .enabled = i != 1,
                            .separator = i == 2});
        }
        list.setRows(rows);
        QSignalSpy chosen(&list, &PopupList::chosen), closed(&list, &PopupList::closed);
        const auto press = [&](std::initializer_list<Qt::Key> keys) {
            list.popUpAt(&anchor);
            for (const Qt::Key key : keys) QTest::keyClick(QApplication::focusWidget(), key);
        };
        press({Qt::Key_Down, Qt::Key_Return}); // past the disabled row and the separator
        QCOMPARE(chosen.takeLast()[0].toString(), QStringLiteral("3"));
        press({Qt::Key_Up, Qt::Key_Return}); // round the end
        QCOMPARE(chosen.takeLast()[0].toString(), QStringLiteral("11"));
        press({Qt::Key_1, Qt::Key_1, Qt::Key_Return}); // typed into the search box
        QCOMPARE(chosen.takeLast()[0].toString(), QStringLiteral("11"));
        QCOMPARE(closed.count(), 3);
        press({Qt::Key_Escape});
        QVERIFY(!list.isVisible());
        QCOMPARE(chosen.count(), 0);
        // A click on a separator chooses nothing, one on a row that row.
        list.popUpAt(&anchor);
        auto* view = list.findChild<QAbstractItemView*>();
        const auto click = [&](int row) {
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                              view->visualRect(view->model()->index(row, 0)).center());
        };
        click(2);
        QCOMPARE(chosen.count(), 0);
        click(4);
        QCOMPARE(chosen.takeLast()[0].toString(), QStringLiteral("4"));
    }

    void aMemoryBarNamesAllItsParts_data() {
        QTest::addColumn<int>("width");
        for (const int width : {160, 300, 520, 700, 1400}) QTest::addRow("%d px", width) << width;
    }
    void aMemoryBarNamesAllItsParts() {
        QFETCH(int, width);
        const QStringList names{QStringLiteral("weights"), QStringLiteral("trained weights"),
                                QStringLiteral("optimizer"), QStringLiteral("activations"),
                                QStringLiteral("other")};
        QVector<MemoryBar::Part> parts;
        for (const QString& name : names) parts.push_back({name, 540'000'000, name});
        MemoryBar bar;
        bar.resize(width, bar.height());
        bar.setParts(parts, 16'000'000'000);
        bar.show();
        QCOMPARE(bar.width(), width);
        QStringList found; // what a mouse finds, line by line
        for (int y = 0; y < bar.height(); y += 4)
            for (int x = 0; x < width; x += 8) {
                QHelpEvent help(QEvent::ToolTip, {x, y}, bar.mapToGlobal(QPoint(x, y)));
                QToolTip::hideText();
                QApplication::sendEvent(&bar, &help);
                if (QToolTip::isVisible() && !found.contains(QToolTip::text())) found << QToolTip::text();
            }
        QCOMPARE(found, names);
        QVERIFY(bar.height() <= (width >= 700 ? 34 + 20 : 34 + 5 * 20));
        if (width == 1400) QCOMPARE(bar.height(), 30);
    }

    void theFilterWaitsForTheLastKey() {
        FilterBox box(QStringLiteral("Filter"));
        box.show();
        QSignalSpy filtered(&box, &FilterBox::filterChanged);
        QTest::keyClicks(&box, QStringLiteral("abc"));
        QCOMPARE(filtered.count(), 0);
        QTRY_COMPARE(filtered.count(), 1);
        QCOMPARE(filtered[0][0].toString(), QStringLiteral("abc"));
        QTest::keyClick(&box, Qt::Key_Escape);
        QVERIFY(box.text().isEmpty());
    }

    void tablesOpenTrashAndCheckByKeys() {
        QStandardItemModel model(2, 2);
        model.item(0, 0);
        for (int row = 0; row < 2; ++row) {
            auto* item = new QStandardItem(QString::number(row));
            item->setCheckable(true);
            model.setItem(row, 0, item);
        }
        TableView table;
        table.setModel(&model);
        table.resize(300, 200);
        table.show();
        table.setCurrentIndex(model.index(1, 0));
        QSignalSpy opened(&table, &TableView::opened), trash(&table, &TableView::trashRequested);
        QTest::keyClick(&table, Qt::Key_Return);
        QTest::keyClick(&table, Qt::Key_Delete);
        QTest::keyClick(&table, Qt::Key_Space);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(trash.count(), 1);
        QCOMPARE(model.item(1, 0)->checkState(), Qt::Checked);
        QCOMPARE(table.selectedRows(), QList<int>{1});
    }
};

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"
