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
</TS>
