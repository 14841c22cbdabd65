<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>core</name>
    <message>
        <source>Count tokens of %1</source>
        <translation>统计 %1 的词元</translation>
    </message>
    <message>
        <source>Draft an answer</source>
        <translation>起草回答</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>导入 %1</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>读取 %1</translation>
    </message>
    <message>
        <source>Read rows of %1</source>
        <translation>读取 %1 的记录</translation>
    </message>
    <message>
        <source>get one on the page Models</source>
        <translation>请到“模型”页获取一个</translation>
    </message>
    <message>
        <source>look at it as it is now</source>
        <translation>请查看它现在的内容</translation>
    </message>
    <message>
        <source>no draft can be written</source>
        <translation>无法起草回答</translation>
    </message>
    <message>
        <source>no model is on this machine</source>
        <translation>这台机器上没有模型</translation>
    </message>
    <message>
        <source>the record was edited elsewhere meanwhile</source>
        <translation>这条记录已在别处被编辑</translation>
    </message>
    <message>
        <source>this step cannot be taken back</source>
        <translation>这一步无法撤回</translation>
    </message>
</context>
<context>
    <name>RecordCommands</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Move to another split</source>
        <translation>移到另一划分</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>留出</translation>
    </message>
</context>
<context>
    <name>RecordFields</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Better answer</source>
        <translation>较好的回答</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Worse answer</source>
        <translation>较差的回答</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>Count tokens of %1</source>
        <translation>统计 %1 的词元</translation>
    </message>
    <message>
        <source>Draft an answer</source>
        <translation>起草回答</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>导入 %1</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>读取 %1</translation>
    </message>
    <message>
        <source>Read rows of %1</source>
        <translation>读取 %1 的记录</translation>
    </message>
    <message>
        <source>get one on the page Models</source>
        <translation>请到“模型”页获取一个</translation>
    </message>
    <message>
        <source>look at it as it is now</source>
        <translation>请查看它现在的内容</translation>
    </message>
    <message>
        <source>no draft can be written</source>
        <translation>无法起草回答</translation>
    </message>
    <message>
        <source>no model is on this machine</source>
        <translation>这台机器上没有模型</translation>
    </message>
    <message>
        <source>the record was edited elsewhere meanwhile</source>
        <translation>这条记录已在别处被编辑</translation>
    </message>
    <message>
        <source>this step cannot be taken back</source>
        <translation>这一步无法撤回</translation>
    </message>
</context>
<context>
    <name>inkstone::DataPage</name>
    <message>
        <source>%1 records in train, %2 held out</source>
        <translation>训练 %1 条，留出 %2 条</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1，第 %2 行：%3</translation>
    </message>
    <message numerus="yes">
        <source>%n lines could not be read and were left out</source>
        <translation><numerusform>有 %n 行无法读取，已略去</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n records are held out now</source>
        <translation><numerusform>现已留出 %n 条记录</numerusform></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Data (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md)</source>
        <translation>数据 (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md)</translation>
    </message>
    <message>
        <source>Draws a tenth of the records as held-out: they are not learned, they measure.</source>
        <translation>随机抽取十分之一的记录留出：不参与学习，只用于衡量。</translation>
    </message>
    <message>
        <source>Drop a JSON, JSONL, CSV or text file anywhere on the window.</source>
        <translation>把 JSON、JSONL、CSV 或文本文件拖到窗口任意处。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>Export data…</source>
        <translation>导出数据…</translation>
    </message>
    <message numerus="yes">
        <source>Exported %n records to %1</source>
        <translation><numerusform>已将 %n 条记录导出到 %1</numerusform></translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import data</source>
        <translation>导入数据</translation>
    </message>
    <message>
        <source>Import data…</source>
        <translation>导入数据…</translation>
    </message>
    <message numerus="yes">
        <source>Imported %n records into %1</source>
        <translation><numerusform>已将 %n 条记录导入 %1</numerusform></translation>
    </message>
    <message>
        <source>Instructions (*.json)</source>
        <translation>指令 (*.json)</translation>
    </message>
    <message>
        <source>Messages, one a line (*.jsonl)</source>
        <translation>消息，每行一条 (*.jsonl)</translation>
    </message>
    <message>
        <source>Moved %1 to the trash</source>
        <translation>已将 %1 移到回收站</translation>
    </message>
    <message numerus="yes">
        <source>Moved %n records to the trash</source>
        <translation><numerusform>已将 %n 条记录移到回收站</numerusform></translation>
    </message>
    <message>
        <source>No data sets yet</source>
        <translation>还没有数据集</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Plain text (*.txt)</source>
        <translation>纯文本 (*.txt)</translation>
    </message>
    <message>
        <source>Records are kept in a project, and none is open</source>
        <translation>记录保存在项目中，而现在没有打开的项目</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Set aside 10 %</source>
        <translation>留出 10 %</translation>
    </message>
    <message>
        <source>Set aside 10 % as held-out</source>
        <translation>留出 10 % 用于验证</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>What a model learns from</source>
        <translation>模型学习的材料</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>版本 %1</translation>
    </message>
</context>
<context>
    <name>inkstone::DatasetList</name>
    <message>
        <source>%1 labeled</source>
        <translation>已标注 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n records</source>
        <translation><numerusform>%n 条记录</numerusform></translation>
    </message>
    <message>
        <source>Data sets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Filter data sets</source>
        <translation>筛选数据集</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>inkstone::ImportPanel</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation><numerusform>%n 个文件</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n lines cannot be read and will be left out</source>
        <translation><numerusform>有 %n 行无法读取，将被略去</numerusform></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Better and worse answer</source>
        <translation>较好与较差的回答</translation>
    </message>
    <message>
        <source>Better answer</source>
        <translation>较好的回答</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose another format, or look at the errors below.</source>
        <translation>请换一种格式，或查看下面的错误。</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Conversations (ShareGPT)</source>
        <translation>对话 (ShareGPT)</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>自动检测</translation>
    </message>
    <message>
        <source>Detected: %1</source>
        <translation>检测到：%1</translation>
    </message>
    <message>
        <source>Earlier turns</source>
        <translation>先前的轮次</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Fill in</source>
        <translation>填入</translation>
    </message>
    <message>
        <source>First records</source>
        <translation>前几条记录</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Guess</source>
        <translation>自动判断</translation>
    </message>
    <message>
        <source>Held-out records are not learned; they show how well a run does on unseen ones.</source>
        <translation>留出的记录不参与学习，用来看训练任务在未见过的记录上表现如何。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import it once more</source>
        <translation>再导入一次</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Instructions (Alpaca)</source>
        <translation>指令 (Alpaca)</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Lines that cannot be read</source>
        <translation>无法读取的行</translation>
    </message>
    <message>
        <source>Looks like: %1</source>
        <translation>看起来是：%1</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Messages (OpenAI)</source>
        <translation>消息 (OpenAI)</translation>
    </message>
    <message>
        <source>Name of the data set</source>
        <translation>数据集名称</translation>
    </message>
    <message>
        <source>No record can be read</source>
        <translation>读不出记录</translation>
    </message>
    <message>
        <source>Perhaps: %1. Please check.</source>
        <translation>也许是：%1。请核对。</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Prompt and answer</source>
        <translation>提示词与回答</translation>
    </message>
    <message>
        <source>Set aside 10 % as held-out</source>
        <translation>留出 10 % 用于验证</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Text and label</source>
        <translation>文本与标签</translation>
    </message>
    <message>
        <source>This file is in the data set %1 already</source>
        <translation>此文件已在数据集 %1 中</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Worse answer</source>
        <translation>较差的回答</translation>
    </message>
    <message>
        <source>about %1 records</source>
        <translation>约 %1 条记录</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>inkstone::LabelPage</name>
    <message>
        <source>%1 records, %2 waiting</source>
        <translation>%1 条记录，%2 条待标注</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 条待标注</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>全部完成</translation>
    </message>
    <message>
        <source>All records</source>
        <translation>所有记录</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Ctrl Z</source>
        <translation>Ctrl Z</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Draft an answer</source>
        <translation>起草回答</translation>
    </message>
    <message>
        <source>Every record of this data set is labeled or skipped.</source>
        <translation>此数据集的每条记录都已标注或跳过。</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>标旗</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
    <message>
        <source>How is the answer?</source>
        <translation>这个回答怎么样？</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>No record of this data set fits the filter.</source>
        <translation>此数据集中没有符合筛选的记录。</translation>
    </message>
    <message>
        <source>No such record</source>
        <translation>没有这样的记录</translation>
    </message>
    <message>
        <source>Nothing to label</source>
        <translation>没有要标注的</translation>
    </message>
    <message>
        <source>Open Data</source>
        <translation>打开数据</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Records sent here from Data, Evaluate and Chat wait for you.</source>
        <translation>从数据、评测和对话送来的记录在这里等你。</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Save and next</source>
        <translation>保存并继续</translation>
    </message>
    <message>
        <source>Say which answers are right, and write better ones</source>
        <translation>判断哪些回答正确，并写出更好的回答</translation>
    </message>
    <message>
        <source>Shift 1–5</source>
        <translation>Shift 1–5</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>The model writes an answer that you may take with Tab (D)</source>
        <translation>模型写一个回答，可按 Tab 采用 (D)</translation>
    </message>
    <message>
        <source>The record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待标注</translation>
    </message>
    <message>
        <source>What the model said</source>
        <translation>模型的回答</translation>
    </message>
    <message>
        <source>Which records</source>
        <translation>哪些记录</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>take the draft</source>
        <translation>采用草稿</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>待标注</translation>
    </message>
</context>
<context>
    <name>inkstone::LabelSide</name>
    <message>
        <source>%1 records/min</source>
        <translation>%1 条/分钟</translation>
    </message>
    <message>
        <source>A label goes on to the next record</source>
        <translation>标注后转到下一条</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Edit guidelines and labels</source>
        <translation>编辑准则与标签</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
    <message>
        <source>Guidelines</source>
        <translation>准则</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Labels, one a line — name: meaning</source>
        <translation>标签，每行一个 — 名称：含义</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Rating 1 to 5</source>
        <translation>评分 1 到 5</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Several labels at once</source>
        <translation>可选多个标签</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>What to look for</source>
        <translation>注意事项</translation>
    </message>
    <message>
        <source>of %1 labeled</source>
        <translation>/ %1 已标注</translation>
    </message>
</context>
<context>
    <name>inkstone::PreviewModel</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
</context>
<context>
    <name>inkstone::RatingStars</name>
    <message>
        <source>%1 of 5</source>
        <translation>%1 / 5</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
</context>
<context>
    <name>inkstone::RecordGrid</name>
    <message>
        <source>%1 of %2 records</source>
        <translation>%2 条记录中的 %1 条</translation>
    </message>
    <message numerus="yes">
        <source>%n records</source>
        <translation><numerusform>%n 条记录</numerusform></translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
    <message>
        <source>Held-out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Lengths of the records in tokens</source>
        <translation>记录的词元长度</translation>
    </message>
    <message>
        <source>Move to held-out</source>
        <translation>移到留出</translation>
    </message>
    <message>
        <source>Move to train</source>
        <translation>移到训练</translation>
    </message>
    <message>
        <source>No record here</source>
        <translation>没有记录</translation>
    </message>
    <message>
        <source>No record of this data set fits the search.</source>
        <translation>此数据集中没有符合搜索的记录。</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Search records</source>
        <translation>搜索记录</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Unlabeled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>cut at %1 tokens, %2 records</source>
        <translation>在 %1 个词元处截断，涉及 %2 条</translation>
    </message>
    <message>
        <source>cut at %1 tokens, none is longer</source>
        <translation>在 %1 个词元处截断，没有更长的</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
</context>
<context>
    <name>inkstone::RecordInspector</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Next record</source>
        <translation>下一条记录</translation>
    </message>
    <message>
        <source>No record chosen</source>
        <translation>未选择记录</translation>
    </message>
    <message>
        <source>Record %1</source>
        <translation>记录 %1</translation>
    </message>
    <message>
        <source>Record before</source>
        <translation>上一条记录</translation>
    </message>
    <message>
        <source>Send to Label</source>
        <translation>送去标注</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>a chat answer</source>
        <translation>对话回答</translation>
    </message>
    <message>
        <source>a failing case</source>
        <translation>未通过的用例</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>imported, line %1</source>
        <translation>导入，第 %1 行</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>typed in</source>
        <translation>手工输入</translation>
    </message>
</context>
<context>
    <name>inkstone::RecordModel</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
    <message>
        <source>How many pieces the model reads this record as</source>
        <translation>模型把这条记录读成多少个词元</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
</context>
<context>
    <name>inkstone::RowErrorModel</name>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>inkstone::AdapterModel</name>
    <message>
        <source>added</source>
        <translation>外部添加</translation>
    </message>
    <message>
        <source>Width of the adapter: more learns more, and costs more</source>
        <translation>适配器的宽度：越大学得越多，开销也越大</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基座模型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>inkstone::CaseDetail</name>
    <message>
        <source>Send to Label</source>
        <translation>送去标注</translation>
    </message>
    <message>
        <source>Key L: write the right answer there; it becomes a record the next run learns from</source>
        <translation>按 L 键：在标注页写下正确回答，它会成为下次训练的记录</translation>
    </message>
    <message>
        <source>Choose a case</source>
        <translation>选择一个用例</translation>
    </message>
    <message>
        <source>In Label</source>
        <translation>已送去标注</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Expected (%1)</source>
        <translation>期望（%1）</translation>
    </message>
    <message>
        <source>Prompt as rendered</source>
        <translation>渲染后的提示词</translation>
    </message>
    <message>
        <source>perplexity %1</source>
        <translation>困惑度 %1</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::CaseModel</name>
    <message>
        <source>fixed</source>
        <translation>已修复</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>变差</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>inkstone::EvaluateForm</name>
    <message>
        <source>Base model</source>
        <translation>基座模型</translation>
    </message>
    <message>
        <source>a model</source>
        <translation>一个模型</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>由谁回答</translation>
    </message>
    <message>
        <source>base model</source>
        <translation>基座模型</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>评测集</translation>
    </message>
    <message>
        <source>a suite</source>
        <translation>一个评测集</translation>
    </message>
    <message>
        <source>Ask %1, %2, the questions of %3</source>
        <translation>向 %1 的 %2 提出 %3 的问题</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>base model alone</source>
        <translation>仅基座模型</translation>
    </message>
    <message>
        <source>base and %1</source>
        <translation>基座与 %1</translation>
    </message>
    <message>
        <source>side by side</source>
        <translation>并排对比</translation>
    </message>
    <message>
        <source>adapter alone</source>
        <translation>仅适配器</translation>
    </message>
    <message numerus="yes">
        <source>%n cases</source>
        <translation>
            <numerusform>%n 个用例</numerusform>
        </translation>
    </message>
    <message>
        <source>An evaluation is running; its progress is below</source>
        <translation>正在评测，进度见下方</translation>
    </message>
    <message>
        <source>Get a model on the Models page first</source>
        <translation>请先在“模型”页获取模型</translation>
    </message>
    <message>
        <source>Add a suite first</source>
        <translation>请先添加评测集</translation>
    </message>
</context>
<context>
    <name>inkstone::EvaluatePage</name>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Add suite</source>
        <translation>添加评测集</translation>
    </message>
    <message>
        <source>Send the case to Label</source>
        <translation>把用例送去标注</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Nothing evaluated yet</source>
        <translation>还没有评测</translation>
    </message>
    <message>
        <source>A suite is a list of prompts with expected answers; drop one anywhere.</source>
        <translation>评测集是一组提示词及其期望回答；可拖放到窗口任意位置。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>已修复</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>变差</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>用例</translation>
    </message>
    <message>
        <source>No such case</source>
        <translation>没有这样的用例</translation>
    </message>
    <message>
        <source>Choose another filter above.</source>
        <translation>请在上方换一个筛选条件。</translation>
    </message>
    <message>
        <source>Add the suite %1</source>
        <translation>添加评测集 %1</translation>
    </message>
    <message>
        <source>Open a project first</source>
        <translation>请先打开项目</translation>
    </message>
    <message>
        <source>Suites and scores are kept in it.</source>
        <translation>评测集与得分都保存在项目中。</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>主页</translation>
    </message>
    <message>
        <source>Add a suite</source>
        <translation>添加评测集</translation>
    </message>
    <message>
        <source>Suites (*.jsonl *.txt)</source>
        <translation>评测集 (*.jsonl *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Added the suite %1</source>
        <translation>已添加评测集 %1</translation>
    </message>
    <message>
        <source>base model</source>
        <translation>基座模型</translation>
    </message>
    <message>
        <source>adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Evaluating: %1</source>
        <translation>正在评测：%1</translation>
    </message>
    <message>
        <source>Stopped; finished cases are kept and not asked again</source>
        <translation>已停止；完成的用例会保留，不再重复提问</translation>
    </message>
    <message>
        <source>Evaluated; choose a score to see its cases</source>
        <translation>评测完成；点选得分可查看用例</translation>
    </message>
    <message>
        <source>The same questions before and after, so that better can be told from different</source>
        <translation>训练前后问同样的问题，才能分清变好与变样</translation>
    </message>
    <message numerus="yes">
        <source>%n suites and measures</source>
        <translation>
            <numerusform>%n 项评测</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n evaluations</source>
        <translation>
            <numerusform>%n 次评测</numerusform>
        </translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>全部 %1</translation>
    </message>
    <message>
        <source>Wrong %1</source>
        <translation>错误 %1</translation>
    </message>
    <message>
        <source>Fixed %1</source>
        <translation>已修复 %1</translation>
    </message>
    <message>
        <source>Broken %1</source>
        <translation>变差 %1</translation>
    </message>
    <message>
        <source>Sent to Label</source>
        <translation>已送去标注</translation>
    </message>
</context>
<context>
    <name>inkstone::EvaluationModel</name>
    <message>
        <source>base model</source>
        <translation>基座模型</translation>
    </message>
    <message>
        <source>Not evaluated yet</source>
        <translation>尚未评测</translation>
    </message>
    <message numerus="yes">
        <source>%n cases</source>
        <translation>
            <numerusform>%n 个用例</numerusform>
        </translation>
    </message>
    <message>
        <source>standard error %1</source>
        <translation>标准误 %1</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>How surprised the model is by the text; lower is better</source>
        <translation>模型对文本的意外程度，越低越好</translation>
    </message>
    <message>
        <source>Share of right answers, 0 to 1</source>
        <translation>正确回答的比例，0 到 1</translation>
    </message>
    <message>
        <source>%1, perplexity</source>
        <translation>%1，困惑度</translation>
    </message>
</context>
<context>
    <name>inkstone::Flywheel</name>
    <message>
        <source>The loop of the work</source>
        <translation>工作循环</translation>
    </message>
    <message>
        <source>corrected answers become records</source>
        <translation>改正的回答成为记录</translation>
    </message>
</context>
<context>
    <name>inkstone::HomePage</name>
    <message>
        <source>Home</source>
        <translation>主页</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>打开示例项目</translation>
    </message>
    <message>
        <source>Eighty rows that give a model a name, and a suite that checks it.</source>
        <translation>八十条记录给模型起个名字，再用一个评测集来检验。</translation>
    </message>
    <message>
        <source>Drop or choose data</source>
        <translation>拖入或选择数据</translation>
    </message>
    <message>
        <source>JSON, JSONL, CSV or text. A project is made around it.</source>
        <translation>JSON、JSONL、CSV 或文本。会为它新建一个项目。</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>A GGUF file or a Hugging Face folder; chat with it at once.</source>
        <translation>GGUF 文件或 Hugging Face 文件夹，打开即可对话。</translation>
    </message>
    <message>
        <source>Open a project folder…</source>
        <translation>打开项目文件夹…</translation>
    </message>
    <message>
        <source>Recent runs</source>
        <translation>最近的训练任务</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>还没有训练任务</translation>
    </message>
    <message>
        <source>A run teaches a model with a data set.</source>
        <translation>训练任务用数据集来教模型。</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Recent chats</source>
        <translation>最近的会话</translation>
    </message>
    <message>
        <source>A workbench for the whole life of a language model: teach, measure, try, correct</source>
        <translation>语言模型全流程工作台：教导、度量、试用、改正</translation>
    </message>
    <message numerus="yes">
        <source>%n data sets</source>
        <translation>
            <numerusform>%n 个数据集</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n 个训练任务</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n suites</source>
        <translation>
            <numerusform>%n 个评测集</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n runs</source>
        <translation>
            <numerusform>全部 %n 个训练任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>no score yet</source>
        <translation>还没有得分</translation>
    </message>
    <message>
        <source>best score</source>
        <translation>最高得分</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>records</source>
        <translation>条记录</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>of %1 labeled</source>
        <translation>已标注，共 %1</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>个训练任务</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>corrected answers</source>
        <translation>条改正的回答</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>条回答</translation>
    </message>
    <message>
        <source>This project has no records yet</source>
        <translation>这个项目还没有记录</translation>
    </message>
    <message>
        <source>Import questions with answers, or drop a file anywhere on the window.</source>
        <translation>导入带回答的问题，或把文件拖到窗口任意位置。</translation>
    </message>
    <message>
        <source>There is no model on this machine yet</source>
        <translation>这台机器上还没有模型</translation>
    </message>
    <message>
        <source>Get the starter model, or open a GGUF file or a model folder.</source>
        <translation>获取入门模型，或打开 GGUF 文件、模型文件夹。</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message numerus="yes">
        <source>%n corrected answers wait in Label</source>
        <translation>
            <numerusform>%n 条改正的回答等待标注</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at them once more; then the next run learns from them.</source>
        <translation>再看一遍，下次训练就会学到它们。</translation>
    </message>
    <message numerus="yes">
        <source>%n records have no label yet</source>
        <translation>
            <numerusform>%n 条记录还没有标签</numerusform>
        </translation>
    </message>
    <message>
        <source>Each takes one key; what is skipped can be found again.</source>
        <translation>每条只需按一个键；跳过的可以再找到。</translation>
    </message>
    <message>
        <source>%1 was stopped at step %2 of %3</source>
        <translation>%1 停在第 %2 步，共 %3 步</translation>
    </message>
    <message>
        <source>It goes on from its last checkpoint; nothing is lost.</source>
        <translation>会从最后的检查点继续，什么也不会丢。</translation>
    </message>
    <message>
        <source>Look at the run</source>
        <translation>查看训练任务</translation>
    </message>
    <message>
        <source>Nothing was trained yet</source>
        <translation>还没有训练过</translation>
    </message>
    <message>
        <source>Records changed since the last run</source>
        <translation>上次训练之后记录有变化</translation>
    </message>
    <message numerus="yes">
        <source>Teach a model with your %n records; you see first what it takes.</source>
        <translation>
            <numerusform>用你的 %n 条记录来教模型；开始前会先说明开销。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not evaluated yet</source>
        <translation>%1 还没有评测</translation>
    </message>
    <message>
        <source>Ask it and the base model the same questions, side by side.</source>
        <translation>向它和基座模型提出同样的问题，并排对比。</translation>
    </message>
    <message>
        <source>%1 is trained and measured</source>
        <translation>%1 已训练并评测</translation>
    </message>
    <message>
        <source>Try it, and correct the answers that are wrong: they become records.</source>
        <translation>试一试，改正错误的回答：它们会成为记录。</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing asked yet. Answers you correct in a chat become records.</source>
        <translation>还没有提问。在对话中改正的回答会成为记录。</translation>
    </message>
    <message>
        <source>Choose data</source>
        <translation>选择数据</translation>
    </message>
    <message>
        <source>Data (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md *.gz *.zst)</source>
        <translation>数据 (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md *.gz *.zst)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Models (*.gguf *.safetensors)</source>
        <translation>模型 (*.gguf *.safetensors)</translation>
    </message>
</context>
<context>
    <name>inkstone::JobRow</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>waits for the job before it</source>
        <translation>等待前面的作业</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>查看训练任务</translation>
    </message>
    <message>
        <source>Show the scores</source>
        <translation>查看得分</translation>
    </message>
    <message>
        <source>Show the data</source>
        <translation>查看数据</translation>
    </message>
</context>
<context>
    <name>inkstone::JobsPage</name>
    <message>
        <source>Jobs</source>
        <translation>作业</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>全部取消</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>还没有作业</translation>
    </message>
    <message>
        <source>Imports, trainings and evaluations are listed here while they run and after.</source>
        <translation>导入、训练和评测在进行中和完成后都列在这里。</translation>
    </message>
    <message>
        <source>Long work, in the order it was asked for</source>
        <translation>耗时的工作，按提出的顺序进行</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n 个运行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n 个排队中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n 个已完成</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::ModelDetail</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>What it sees</source>
        <translation>模型看到的内容</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择一个模型</translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>%1, %2 wide</source>
        <translation>%1 层，宽 %2</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>%1, of these %2 for keys and values</source>
        <translation>%1 个，其中键值 %2 个</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>磁盘占用</translation>
    </message>
    <message>
        <source>Adapter of a run of this project</source>
        <translation>本项目训练任务的适配器</translation>
    </message>
    <message>
        <source>Adapter from elsewhere</source>
        <translation>外部的适配器</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>目标模块</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基座模型</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>inkstone::ModelListModel</name>
    <message>
        <source>cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>可以</translation>
    </message>
    <message>
        <source>when others close</source>
        <translation>关闭其他程序后可以</translation>
    </message>
    <message>
        <source>no</source>
        <translation>不行</translation>
    </message>
    <message>
        <source>Needs about %1 of memory to chat</source>
        <translation>对话约需 %1 内存</translation>
    </message>
    <message>
        <source>How most of its numbers are stored</source>
        <translation>大多数权重的存储方式</translation>
    </message>
    <message>
        <source>Tokens it was trained to read at once</source>
        <translation>训练时一次能读的词元数</translation>
    </message>
    <message>
        <source>Whether there is memory for a chat with it now</source>
        <translation>现在的内存是否足够与它对话</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>能否运行</translation>
    </message>
</context>
<context>
    <name>inkstone::ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open a model</source>
        <translation>打开模型</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Drop a GGUF file or a model folder anywhere on the window.</source>
        <translation>把 GGUF 文件或模型文件夹拖到窗口任意位置。</translation>
    </message>
    <message>
        <source>Adapters</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>No adapters yet</source>
        <translation>还没有适配器</translation>
    </message>
    <message>
        <source>A run makes one; adapter folders can be dropped anywhere.</source>
        <translation>训练任务会生成适配器；也可以把适配器文件夹拖到窗口。</translation>
    </message>
    <message>
        <source>Get %1</source>
        <translation>获取 %1</translation>
    </message>
    <message>
        <source>%1, licence %2. Run this in the program&apos;s folder; then look again.</source>
        <translation>%1，许可证 %2。在程序文件夹中运行下面的命令，然后重新查找。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>This run has no adapter yet</source>
        <translation>这个训练任务还没有适配器</translation>
    </message>
    <message>
        <source>It writes one when it ends.</source>
        <translation>训练结束时会写出。</translation>
    </message>
    <message>
        <source>Models (*.gguf *.safetensors)</source>
        <translation>模型 (*.gguf *.safetensors)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Opened %1</source>
        <translation>已打开 %1</translation>
    </message>
    <message>
        <source>Added the adapter %1</source>
        <translation>已添加适配器 %1</translation>
    </message>
    <message>
        <source>%1 lies in the models folder and stays</source>
        <translation>%1 位于模型文件夹中，予以保留</translation>
    </message>
    <message>
        <source>Took %1 off the list; its file stays</source>
        <translation>已将 %1 移出列表，文件保留</translation>
    </message>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n adapters</source>
        <translation>
            <numerusform>%n 个适配器</numerusform>
        </translation>
    </message>
    <message>
        <source>A base model is a GGUF file or a Hugging Face folder</source>
        <translation>基座模型是 GGUF 文件或 Hugging Face 文件夹</translation>
    </message>
</context>
<context>
    <name>inkstone::TemplateView</name>
    <message>
        <source>Who are you?</source>
        <translation>你是谁？</translation>
    </message>
    <message>
        <source>I am an assistant.</source>
        <translation>我是一个助手。</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>its own template</source>
        <translation>自带模板</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens; the coloured %1 are what a run would learn.</source>
        <translation>
            <numerusform>共 %n 个词元，着色的 %1 个是训练会学习的内容。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::TensorModel</name>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
</TS>
