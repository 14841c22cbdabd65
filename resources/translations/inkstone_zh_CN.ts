<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>Drops</name>
    <message numerus="yes">
        <source>Import %n file(s) as data</source>
        <translation>
            <numerusform>把 %n 个文件作为数据导入</numerusform>
        </translation>
    </message>
    <message>
        <source>Open the model %1</source>
        <translation>打开模型 %1</translation>
    </message>
    <message>
        <source>Add the adapter %1</source>
        <translation>添加适配器 %1</translation>
    </message>
    <message>
        <source>Open the project %1</source>
        <translation>打开项目 %1</translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message>
        <source>data set, %1 records</source>
        <translation>数据集，%1 条记录</translation>
    </message>
    <message>
        <source>run of %1</source>
        <translation>%1 的训练任务</translation>
    </message>
    <message>
        <source>conversation</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>model, %1</source>
        <translation>模型，%1</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 tok/s</translation>
    </message>
    <message>
        <source>%1 rows/s</source>
        <translation>%1 条/秒</translation>
    </message>
    <message>
        <source>%1 cases/s</source>
        <translation>%1 个用例/秒</translation>
    </message>
    <message>
        <source>%1 steps/s</source>
        <translation>%1 步/秒</translation>
    </message>
    <message>
        <source>%1 records/s</source>
        <translation>%1 条/秒</translation>
    </message>
    <message>
        <source>%1 k</source>
        <translation>%1 k</translation>
    </message>
    <message>
        <source>%1 M</source>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 天</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 小时前</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>%1 days ago</source>
        <translation>%1 天前</translation>
    </message>
</context>
<context>
    <name>PageActions</name>
    <message>
        <source>Do what comes next</source>
        <translation>做下一步</translation>
    </message>
    <message>
        <source>Import data…</source>
        <translation>导入数据…</translation>
    </message>
    <message>
        <source>Export data…</source>
        <translation>导出数据…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Set aside 10 % as held-out</source>
        <translation>留出 10 % 用于验证</translation>
    </message>
    <message>
        <source>Rename the data set</source>
        <translation>重命名数据集</translation>
    </message>
    <message>
        <source>Move the data set to the trash</source>
        <translation>把数据集移到回收站</translation>
    </message>
    <message>
        <source>Save the cell</source>
        <translation>保存单元格</translation>
    </message>
    <message>
        <source>New line in the cell</source>
        <translation>在单元格中换行</translation>
    </message>
    <message>
        <source>Save and next</source>
        <translation>保存并继续</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>标旗</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Draft an answer</source>
        <translation>起草回答</translation>
    </message>
    <message>
        <source>Change the labels and what to look for</source>
        <translation>修改标签和标注要点</translation>
    </message>
    <message>
        <source>Give a label</source>
        <translation>打标签</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Rewrite the answer</source>
        <translation>改写回答</translation>
    </message>
    <message>
        <source>Take the draft</source>
        <translation>采用草稿</translation>
    </message>
    <message>
        <source>Leave the answer</source>
        <translation>离开回答框</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Advanced settings</source>
        <translation>高级设置</translation>
    </message>
    <message>
        <source>Pause the run</source>
        <translation>暂停训练任务</translation>
    </message>
    <message>
        <source>Resume the run</source>
        <translation>继续训练任务</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>停止训练任务</translation>
    </message>
    <message>
        <source>Save a checkpoint</source>
        <translation>保存检查点</translation>
    </message>
    <message>
        <source>Evaluate the run</source>
        <translation>评测这个训练任务</translation>
    </message>
    <message>
        <source>Chat with the run</source>
        <translation>与训练结果对话</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Add a suite…</source>
        <translation>添加评测集…</translation>
    </message>
    <message>
        <source>Stop the evaluation</source>
        <translation>停止评测</translation>
    </message>
    <message>
        <source>Send the case to Label</source>
        <translation>把用例送去标注</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Correct the answer</source>
        <translation>改正回答</translation>
    </message>
    <message>
        <source>Sampling and system prompt</source>
        <translation>采样与系统提示词</translation>
    </message>
    <message>
        <source>Send the question</source>
        <translation>发送提问</translation>
    </message>
    <message>
        <source>New line in the question</source>
        <translation>在提问中换行</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <translation>停止回答</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>Chat with the model</source>
        <translation>与模型对话</translation>
    </message>
    <message>
        <source>Train the model</source>
        <translation>训练模型</translation>
    </message>
    <message>
        <source>Cancel all jobs</source>
        <translation>取消全部作业</translation>
    </message>
    <message>
        <source>Search the list</source>
        <translation>在列表中搜索</translation>
    </message>
    <message>
        <source>Open what is chosen</source>
        <translation>打开所选项</translation>
    </message>
    <message>
        <source>Rename or edit</source>
        <translation>重命名或编辑</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Check or uncheck</source>
        <translation>勾选或取消</translation>
    </message>
    <message>
        <source>Lists</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Show what the run made</source>
        <translation>查看训练结果</translation>
    </message>
    <message>
        <source>Get a model…</source>
        <translation>获取模型…</translation>
    </message>
    <message>
        <source>Export the model…</source>
        <translation>导出模型…</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Home</source>
        <translation>首页</translation>
    </message>
    <message>
        <source>No project yet</source>
        <translation>还没有项目</translation>
    </message>
    <message>
        <source>Open the sample project, drop data, or open a model.</source>
        <translation>打开示例项目、放入数据，或打开一个模型。</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>No data sets yet</source>
        <translation>还没有数据集</translation>
    </message>
    <message>
        <source>Drop a JSON, JSONL, CSV or text file anywhere on the window.</source>
        <translation>把 JSON、JSONL、CSV 或文本文件放到窗口任意位置。</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Nothing to label</source>
        <translation>没有要标注的记录</translation>
    </message>
    <message>
        <source>Records sent here from Data, Evaluate and Chat wait for you.</source>
        <translation>从数据、评测和对话送来的记录会在这里等你。</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
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
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>No suites yet</source>
        <translation>还没有评测集</translation>
    </message>
    <message>
        <source>A suite is a list of prompts with expected answers.</source>
        <translation>评测集是一组带有期望回答的提示词。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>No conversations yet</source>
        <translation>还没有会话</translation>
    </message>
    <message>
        <source>Choose a model and ask it something.</source>
        <translation>选一个模型，问它点什么。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Drop a GGUF file or a model folder anywhere on the window.</source>
        <translation>把 GGUF 文件或模型文件夹放到窗口任意位置。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>作业</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>还没有作业</translation>
    </message>
    <message>
        <source>Imports, trainings and evaluations are listed here while they run and after.</source>
        <translation>导入、训练和评测在运行时和结束后都列在这里。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>ProjectMenu</name>
    <message>
        <source>Open or create a project: choose its folder</source>
        <translation>打开或新建项目：选择它的文件夹</translation>
    </message>
    <message>
        <source>Open a project folder…</source>
        <translation>打开项目文件夹…</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>打开示例项目</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>This project can only be looked at</source>
        <translation>这个项目只能查看</translation>
    </message>
    <message>
        <source>%1 cannot be written: nothing that is changed here would be kept.</source>
        <translation>%1 无法写入：在这里做的任何修改都不会保存。</translation>
    </message>
    <message>
        <source>Only look at it</source>
        <translation>仅查看</translation>
    </message>
</context>
<context>
    <name>RecordCommands</name>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
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
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Better answer</source>
        <translation>较好的回答</translation>
    </message>
    <message>
        <source>Worse answer</source>
        <translation>较差的回答</translation>
    </message>
</context>
<context>
    <name>Scorers</name>
    <message>
        <source>exact</source>
        <translation>完全一致</translation>
    </message>
    <message>
        <source>contains</source>
        <translation>包含</translation>
    </message>
    <message>
        <source>regex</source>
        <translation>正则</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>困惑度</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU，%n 线程</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
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
    <name>inkstone::AdvancedSettings</name>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of a step. Raise it when the loss falls too slowly, lower it when it jumps.</source>
        <translation>每一步的大小。损失下降太慢就调高，来回跳动就调低。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How often every row is seen. More for small sets, fewer to forget less.</source>
        <translation>每条记录被看到的次数。数据少就多几轮，想少遗忘就少几轮。</translation>
    </message>
    <message>
        <source>Largest number of steps</source>
        <translation>最多步数</translation>
    </message>
    <message>
        <source>Ends the run early; wins over epochs.</source>
        <translation>提前结束训练任务；优先于轮数。</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Width of the adapter. More can learn more, and costs memory.</source>
        <translation>适配器的宽度。越大学得越多，也越占内存。</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Strength of the adapter: it is scaled by alpha / rank.</source>
        <translation>适配器的强度：按 alpha / 秩 缩放。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>丢弃率</translation>
    </message>
    <message>
        <source>Part of the adapter&apos;s input that is switched off at random, against learning by heart.</source>
        <translation>随机关闭适配器输入的一部分，防止死记硬背。</translation>
    </message>
    <message>
        <source>Tokens per step</source>
        <translation>每步词元数</translation>
    </message>
    <message>
        <source>All tokens of one step. More is steadier, and gives fewer steps.</source>
        <translation>一步用到的全部词元。越多越稳，步数越少。</translation>
    </message>
    <message>
        <source>Longest row</source>
        <translation>最长记录</translation>
    </message>
    <message>
        <source>Rows with more tokens are cut at the end.</source>
        <translation>超过此词元数的记录会从末尾截断。</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>The learning rate rises over this part of the steps (below 1), or over so many steps.</source>
        <translation>学习率在这部分步数内（小于 1 时）或这么多步内升起。</translation>
    </message>
    <message>
        <source>Held-out part</source>
        <translation>留出比例</translation>
    </message>
    <message>
        <source>Rows kept back to measure the held-out loss, when none are marked.</source>
        <translation>没有标记时，留出这部分记录来测验证损失。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Pulls weights towards zero a little at every step.</source>
        <translation>每一步把权重向零拉近一点。</translation>
    </message>
    <message>
        <source>Gradient clip</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Longer gradients are shortened to this norm; 0 leaves them.</source>
        <translation>过长的梯度缩短到此范数；0 表示不裁剪。</translation>
    </message>
    <message>
        <source>Steps between checkpoints</source>
        <translation>检查点间隔步数</translation>
    </message>
    <message>
        <source>A stopped or crashed run goes on from the last one.</source>
        <translation>停止或崩溃的训练任务从最后一个检查点继续。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same order and the same start.</source>
        <translation>相同的种子得到相同的顺序和相同的起点。</translation>
    </message>
    <message>
        <source>Pinned prompts</source>
        <translation>固定提示词</translation>
    </message>
    <message>
        <source>Answered while the run goes on; separate several with a vertical bar.</source>
        <translation>训练过程中会回答它们；多条之间用竖线分隔。</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Fit into (GB)</source>
        <translation>内存上限（GB）</translation>
    </message>
    <message>
        <source>Most memory the run may take: batches get smaller, and what backward needs is made again, until it fits.</source>
        <translation>训练最多可用的内存：缩小微批、在反向传播时重算，直到放得下。</translation>
    </message>
    <message>
        <source>Only with LoRA: full fine-tuning makes no adapter</source>
        <translation>仅用于 LoRA：全参数微调不产生适配器</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>adamw, or adamw_8bit: its memory is a quarter, which counts when all weights are trained.</source>
        <translation>adamw，或 adamw_8bit：内存只需四分之一，训练全部权重时很可观。</translation>
    </message>
</context>
<context>
    <name>inkstone::Application</name>
    <message>
        <source>No project</source>
        <translation>没有项目</translation>
    </message>
    <message>
        <source>%1 (only to look at)</source>
        <translation>%1（仅查看）</translation>
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
    <message>
        <source>Show in Label</source>
        <translation>在标注中查看</translation>
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
    <name>inkstone::ChatPage</name>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Conversations</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Model and adapter</source>
        <translation>模型和适配器</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Sampling and system prompt</source>
        <translation>采样与系统提示词</translation>
    </message>
    <message>
        <source>Ask it something</source>
        <translation>问它点什么</translation>
    </message>
    <message>
        <source>The answer stays on this machine.</source>
        <translation>回答只留在本机。</translation>
    </message>
    <message>
        <source>Ask, or drop a file</source>
        <translation>提问，或放入文件</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
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
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>The correction waits in Label</source>
        <translation>改正已送去标注等待</translation>
    </message>
    <message>
        <source>Open in Label</source>
        <translation>在标注中打开</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Open one at the bottom of the rail; chats are kept in it.</source>
        <translation>请在侧栏底部打开一个；会话保存在项目里。</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Drop a GGUF file or a model folder on the window.</source>
        <translation>把 GGUF 文件或模型文件夹放到窗口上。</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>New conversation</source>
        <translation>新会话</translation>
    </message>
    <message numerus="yes">
        <source>%n turns</source>
        <translation>
            <numerusform>%n 轮</numerusform>
        </translation>
    </message>
    <message>
        <source>Open Models</source>
        <translation>打开模型页</translation>
    </message>
    <message>
        <source>fine-tuned model</source>
        <translation>微调后的模型</translation>
    </message>
    <message>
        <source>%1 is no web address and was not opened</source>
        <translation>%1 不是网址，没有打开</translation>
    </message>
    <message>
        <source>No browser opened %1; the address is in the clipboard</source>
        <translation>没有浏览器打开 %1；网址已放入剪贴板</translation>
    </message>
</context>
<context>
    <name>inkstone::ChoiceModel</name>
    <message>
        <source>safetensors, with tokenizer</source>
        <translation>safetensors，含分词器</translation>
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
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>adapter, for its base model</source>
        <translation>适配器，配合其基座模型使用</translation>
    </message>
</context>
<context>
    <name>inkstone::CloseGuard</name>
    <message numerus="yes">
        <source>Stop %n job(s) and close?</source>
        <translation>
            <numerusform>停止 %n 个作业并关闭？</numerusform>
        </translation>
    </message>
    <message>
        <source>A training writes a checkpoint first, and every finished step can be resumed later.</source>
        <translation>训练会先写下检查点，已完成的每一步以后都能继续。</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>继续工作</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>inkstone::CodeBlock</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>inkstone::CommandPalette</name>
    <message>
        <source>Search pages, actions, models, data sets and runs</source>
        <translation>搜索页面、操作、模型、数据集和训练任务</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Nothing has this name</source>
        <translation>没有叫这个名字的东西</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>inkstone::DataPage</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>No data sets yet</source>
        <translation>还没有数据集</translation>
    </message>
    <message>
        <source>Drop a JSON, JSONL, CSV or text file anywhere on the window.</source>
        <translation>把 JSON、JSONL、CSV 或文本文件拖到窗口任意处。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Set aside 10 %</source>
        <translation>留出 10 %</translation>
    </message>
    <message>
        <source>Draws a tenth of the records as held-out: they are not learned, they measure.</source>
        <translation>随机抽取十分之一的记录留出：不参与学习，只用于衡量。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>What a model learns from</source>
        <translation>模型学习的材料</translation>
    </message>
    <message>
        <source>%1 records in train, %2 held out</source>
        <translation>训练 %1 条，留出 %2 条</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>Import data</source>
        <translation>导入数据</translation>
    </message>
    <message>
        <source>Data (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md)</source>
        <translation>数据 (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message numerus="yes">
        <source>Imported %n records into %1</source>
        <translation>
            <numerusform>已将 %n 条记录导入 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, line %2: %3</source>
        <translation>%1，第 %2 行：%3</translation>
    </message>
    <message numerus="yes">
        <source>%n lines could not be read and were left out</source>
        <translation>
            <numerusform>有 %n 行无法读取，已略去</numerusform>
        </translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>Messages, one a line (*.jsonl)</source>
        <translation>消息，每行一条 (*.jsonl)</translation>
    </message>
    <message>
        <source>Instructions (*.json)</source>
        <translation>指令 (*.json)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Plain text (*.txt)</source>
        <translation>纯文本 (*.txt)</translation>
    </message>
    <message numerus="yes">
        <source>Exported %n records to %1</source>
        <translation>
            <numerusform>已将 %n 条记录导出到 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Moved %n records to the trash</source>
        <translation>
            <numerusform>已将 %n 条记录移到回收站</numerusform>
        </translation>
    </message>
    <message>
        <source>Moved %1 to the trash</source>
        <translation>已将 %1 移到回收站</translation>
    </message>
    <message numerus="yes">
        <source>%n records are held out now</source>
        <translation>
            <numerusform>现已留出 %n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Show the record beside the rows</source>
        <translation>在行旁显示该记录</translation>
    </message>
    <message>
        <source>Made the project %1</source>
        <translation>已新建项目 %1</translation>
    </message>
    <message>
        <source>Records sort by number, tokens and label; texts are found by search</source>
        <translation>记录可按序号、词元数和标签排序；文本请用搜索查找</translation>
    </message>
    <message numerus="yes">
        <source>%n records were left out of the file</source>
        <translation>
            <numerusform>有 %n 条记录未写入文件</numerusform>
        </translation>
    </message>
    <message>
        <source>This format cannot hold them; messages, one a line, hold every record.</source>
        <translation>这种格式容纳不了它们；每行一组消息的格式可以容纳所有记录。</translation>
    </message>
    <message>
        <source>Renamed %1 to %2</source>
        <translation>已将 %1 重命名为 %2</translation>
    </message>
    <message numerus="yes">
        <source>Moved %n records to another split</source>
        <translation>
            <numerusform>已将 %n 条记录移到另一划分</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts typed here are kept, but not saved yet</source>
        <translation>
            <numerusform>这里输入的 %n 段文字已留存，但还没有保存</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
</context>
<context>
    <name>inkstone::DatasetList</name>
    <message>
        <source>Filter data sets</source>
        <translation>筛选数据集</translation>
    </message>
    <message>
        <source>Data sets</source>
        <translation>数据集</translation>
    </message>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>%n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 labeled</source>
        <translation>已标注 %1</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
</context>
<context>
    <name>inkstone::DropRouter</name>
    <message>
        <source>Only files and folders can be dropped here</source>
        <translation>这里只能放入文件和文件夹</translation>
    </message>
    <message>
        <source>These files belong to different kinds: drop one kind at a time</source>
        <translation>这些文件种类不同：请一次放入一种</translation>
    </message>
    <message>
        <source>%1 holds neither an adapter nor a model</source>
        <translation>%1 里既没有适配器也没有模型</translation>
    </message>
    <message>
        <source>%1 is neither data (JSON, JSONL, CSV, TXT) nor a model (GGUF, safetensors)</source>
        <translation>%1 既不是数据（JSON、JSONL、CSV、TXT），也不是模型（GGUF、safetensors）</translation>
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
        <source>Test %1 as %2 on %3</source>
        <extracomment>%1 is a model, %2 who answers (base model, what a run made of it, both), %3 a suite</extracomment>
        <translation>让 %1 以 %2 的身份回答 %3</translation>
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
    <message>
        <source>the model itself</source>
        <translation>模型本身</translation>
    </message>
    <message>
        <source>model alone</source>
        <translation>仅模型</translation>
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
        <translation>首页</translation>
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
    <message>
        <source>Which cases</source>
        <translation>显示哪些用例</translation>
    </message>
    <message>
        <source>%1 of %2 cases</source>
        <translation>%1 / %2 个用例</translation>
    </message>
    <message>
        <source>Show the cases</source>
        <translation>查看用例</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>查看训练任务</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Show in Label</source>
        <translation>在标注中查看</translation>
    </message>
    <message>
        <source>Send to Label</source>
        <translation>送去标注</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>复制提示词</translation>
    </message>
    <message>
        <source>Read the suite %1 again</source>
        <translation>已重新读入评测集 %1</translation>
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
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>inkstone::ExportSheet</name>
    <message>
        <source>Export a model</source>
        <translation>导出模型</translation>
    </message>
    <message>
        <source>Adapter to merge</source>
        <translation>要合并的适配器</translation>
    </message>
    <message>
        <source>Format and type</source>
        <translation>格式与类型</translation>
    </message>
    <message>
        <source>File or folder to write</source>
        <translation>要写入的文件或文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Write as</source>
        <translation>写成</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>写到</translation>
    </message>
    <message>
        <source>Compare the copy with the original and keep the result beside it</source>
        <translation>把副本与原模型比较，结果存放在旁边</translation>
    </message>
    <message>
        <source>Probabilities on a text, twenty greedy answers, end tokens and tokenizer</source>
        <translation>一段文本上的概率、二十个贪心回答、结束词元和分词器</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stops; nothing half-written stays</source>
        <translation>停止；不会留下写了一半的文件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>导出 %1</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>merged</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Hugging Face folder, %1</source>
        <translation>Hugging Face 文件夹，%1</translation>
    </message>
    <message>
        <source>%1 to write, %2 free on the disk</source>
        <translation>要写 %1，磁盘剩余 %2</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>%1 is written</source>
        <translation>已写好 %1</translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>正在写 %1</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1，位于 %2</translation>
    </message>
    <message numerus="yes">
        <source>On %n tokens its first choice is the original&apos;s at %1; mean KL divergence %2.</source>
        <translation>
            <numerusform>在 %n 个词元上，首选与原模型相同的占 %1；平均 KL 散度 %2。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 greedy answers are the same to the last token.</source>
        <translation>%2 个贪心回答中有 %1 个逐词元相同。</translation>
    </message>
    <message>
        <source>It does not end its answers where the original does.</source>
        <translation>它结束回答的位置与原模型不同。</translation>
    </message>
    <message>
        <source>Its tokenizer cuts texts differently.</source>
        <translation>它的分词器切分文本的方式不同。</translation>
    </message>
    <message>
        <source>Kept in %1.</source>
        <translation>结果存放在 %1。</translation>
    </message>
</context>
<context>
    <name>inkstone::FilterBox</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
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
    <name>inkstone::GetModelSheet</name>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>org/name, ms:org/name, or the address of its page</source>
        <translation>组织/名称、ms:组织/名称，或模型页面地址</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>What there is to choose from</source>
        <translation>可选内容</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stops, and removes what came so far</source>
        <translation>停止并删除已下载的部分</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>What came stays; it goes on from there</source>
        <translation>保留已下载的部分，之后从断点继续</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>From the mirror %1 (HF_ENDPOINT). No token is sent to it.</source>
        <translation>来自镜像 %1（HF_ENDPOINT），不会向它发送令牌。</translation>
    </message>
    <message>
        <source>From %1.</source>
        <translation>来自 %1。</translation>
    </message>
    <message>
        <source>From %1, with HF_TOKEN.</source>
        <translation>来自 %1，使用 HF_TOKEN。</translation>
    </message>
    <message>
        <source>%1 is not finished, %2 are here</source>
        <translation>%1 尚未完成，已有 %2</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>licence %1</source>
        <translation>许可 %1</translation>
    </message>
    <message>
        <source>revision %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>%1 free on the disk</source>
        <translation>磁盘剩余 %1</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation>正在询问模型站…</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>%1 is paused; what came is kept</source>
        <translation>%1 已暂停，已下载的部分保留</translation>
    </message>
    <message>
        <source>%1 is here, whole and verified</source>
        <translation>%1 已完整下载并通过校验</translation>
    </message>
    <message>
        <source>Downloading %1</source>
        <translation>正在下载 %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>inkstone::HomePage</name>
    <message>
        <source>Home</source>
        <translation>首页</translation>
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
        <source>Questions and answers that give a model a name, and a suite that checks it.</source>
        <translation>一组问答给模型起个名字，再用一个评测集来检验。</translation>
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
    <message>
        <source>Show the run</source>
        <translation>查看训练任务</translation>
    </message>
    <message>
        <source>record</source>
        <translation>条记录</translation>
    </message>
    <message>
        <source>run</source>
        <translation>个训练任务</translation>
    </message>
    <message>
        <source>corrected answer</source>
        <translation>条改正的回答</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>条回答</translation>
    </message>
</context>
<context>
    <name>inkstone::ImportPanel</name>
    <message>
        <source>Instructions (Alpaca)</source>
        <translation>指令 (Alpaca)</translation>
    </message>
    <message>
        <source>Conversations (ShareGPT)</source>
        <translation>对话 (ShareGPT)</translation>
    </message>
    <message>
        <source>Messages (OpenAI)</source>
        <translation>消息 (OpenAI)</translation>
    </message>
    <message>
        <source>Prompt and answer</source>
        <translation>提示词与回答</translation>
    </message>
    <message>
        <source>Text and label</source>
        <translation>文本与标签</translation>
    </message>
    <message>
        <source>Better and worse answer</source>
        <translation>较好与较差的回答</translation>
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
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Earlier turns</source>
        <translation>先前的轮次</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Better answer</source>
        <translation>较好的回答</translation>
    </message>
    <message>
        <source>Worse answer</source>
        <translation>较差的回答</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Name of the data set</source>
        <translation>数据集名称</translation>
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
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Fill in</source>
        <translation>填入</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>自动检测</translation>
    </message>
    <message>
        <source>Set aside 10 % as held-out</source>
        <translation>留出 10 % 用于验证</translation>
    </message>
    <message>
        <source>Held-out records are not learned; they show how well a run does on unseen ones.</source>
        <translation>留出的记录不参与学习，用来看训练任务在未见过的记录上表现如何。</translation>
    </message>
    <message>
        <source>Import it once more</source>
        <translation>再导入一次</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>First records</source>
        <translation>前几条记录</translation>
    </message>
    <message>
        <source>No record can be read</source>
        <translation>读不出记录</translation>
    </message>
    <message>
        <source>Choose another format, or look at the errors below.</source>
        <translation>请换一种格式，或查看下面的错误。</translation>
    </message>
    <message>
        <source>Lines that cannot be read</source>
        <translation>无法读取的行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message numerus="yes">
        <source>%n lines cannot be read and will be left out</source>
        <translation>
            <numerusform>有 %n 行无法读取，将被略去</numerusform>
        </translation>
    </message>
    <message>
        <source>Perhaps: %1. Please check.</source>
        <translation>也许是：%1。请核对。</translation>
    </message>
    <message>
        <source>Looks like: %1</source>
        <translation>看起来是：%1</translation>
    </message>
    <message>
        <source>This file is in the data set %1 already</source>
        <translation>此文件已在数据集 %1 中</translation>
    </message>
    <message>
        <source>Detected: %1</source>
        <translation>检测到：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
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
    <name>inkstone::JobModel</name>
    <message>
        <source>queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
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
        <translation>已完成</translation>
    </message>
</context>
<context>
    <name>inkstone::JobRow</name>
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
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Cancel %1</source>
        <translation>取消：%1</translation>
    </message>
    <message>
        <source>Log of %1</source>
        <translation>%1 的日志</translation>
    </message>
    <message>
        <source>for %1</source>
        <translation>已用 %1</translation>
    </message>
    <message>
        <source>Started %1</source>
        <translation>开始于 %1</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
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
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
</context>
<context>
    <name>inkstone::KeyboardList</name>
    <message>
        <source>Keyboard</source>
        <translation>键盘</translation>
    </message>
</context>
<context>
    <name>inkstone::LabelPage</name>
    <message>
        <source>Waiting</source>
        <translation>待标注</translation>
    </message>
    <message>
        <source>All records</source>
        <translation>所有记录</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
    <message>
        <source>Labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Nothing to label</source>
        <translation>没有要标注的</translation>
    </message>
    <message>
        <source>Records sent here from Data, Evaluate and Chat wait for you.</source>
        <translation>从数据、评测和对话送来的记录在这里等你。</translation>
    </message>
    <message>
        <source>Open Data</source>
        <translation>打开数据</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Which records</source>
        <translation>哪些记录</translation>
    </message>
    <message>
        <source>The record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>take the draft</source>
        <translation>采用草稿</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>The model writes an answer that you may take with Tab (D)</source>
        <translation>模型写一个回答，可按 Tab 采用 (D)</translation>
    </message>
    <message>
        <source>How is the answer?</source>
        <translation>这个回答怎么样？</translation>
    </message>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Shift 1–5</source>
        <translation>Shift 1–5</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Ctrl Z</source>
        <translation>Ctrl Z</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>标旗</translation>
    </message>
    <message>
        <source>Save and next</source>
        <translation>保存并继续</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 条待标注</translation>
    </message>
    <message>
        <source>No such record</source>
        <translation>没有这样的记录</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>全部完成</translation>
    </message>
    <message>
        <source>No record of this data set fits the filter.</source>
        <translation>此数据集中没有符合筛选的记录。</translation>
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
        <source>What the model said</source>
        <translation>模型的回答</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>待标注</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Say which answers are right, and write better ones</source>
        <translation>判断哪些回答正确，并写出更好的回答</translation>
    </message>
    <message>
        <source>Show progress and choices</source>
        <translation>显示进度和选项</translation>
    </message>
    <message numerus="yes">
        <source>%n records, %1 waiting</source>
        <translation>
            <numerusform>%n 条记录，%1 条待标注</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::LabelSide</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Edit guidelines and labels</source>
        <translation>编辑准则与标签</translation>
    </message>
    <message>
        <source>Guidelines</source>
        <translation>准则</translation>
    </message>
    <message>
        <source>What to look for</source>
        <translation>注意事项</translation>
    </message>
    <message>
        <source>Labels, one a line — name: meaning</source>
        <translation>标签，每行一个 — 名称：含义</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Several labels at once</source>
        <translation>可选多个标签</translation>
    </message>
    <message>
        <source>Rating 1 to 5</source>
        <translation>评分 1 到 5</translation>
    </message>
    <message>
        <source>A label goes on to the next record</source>
        <translation>标注后转到下一条</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>of %1 labeled</source>
        <translation>/ %1 已标注</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>%1 records/min</source>
        <translation>%1 条/分钟</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
</context>
<context>
    <name>inkstone::LossPlot</name>
    <message>
        <source>Loss by step</source>
        <translation>损失（按步）</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>Show the whole run</source>
        <translation>显示完整曲线</translation>
    </message>
</context>
<context>
    <name>inkstone::MainWindow</name>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Find anything</source>
        <translation>查找一切</translation>
    </message>
    <message>
        <source>Keyboard list</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Narrow or wide rail</source>
        <translation>收窄或展开侧栏</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Not possible now: %1</source>
        <translation>现在无法执行：%1</translation>
    </message>
</context>
<context>
    <name>inkstone::MarkdownView</name>
    <message>
        <source>%1 more characters are not shown; Copy takes all of them</source>
        <translation>还有 %1 个字符未显示；复制会取全文</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
</context>
<context>
    <name>inkstone::MemoryBar</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>inkstone::MessageView</name>
    <message>
        <source>stopped at end</source>
        <translation>正常结束</translation>
    </message>
    <message>
        <source>stopped at the longest answer</source>
        <translation>到最长回答为止</translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation>被你停止</translation>
    </message>
    <message>
        <source>Edit the question</source>
        <translation>编辑问题</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>正在回答</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>改正</translation>
    </message>
    <message>
        <source>Corrected: open in Label</source>
        <translation>已改正：在标注中打开</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>上一版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一版本</translation>
    </message>
    <message>
        <source>The answer as it should be</source>
        <translation>应有的回答</translation>
    </message>
    <message>
        <source>The question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Saved as a record that waits in Label</source>
        <translation>已存为记录，在标注中等待</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save correction</source>
        <translation>保存改正</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
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
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>about %1 for a chat; %2 are free now</source>
        <translation>对话约需 %1，现有空闲 %2</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>In another format or type</source>
        <translation>换一种格式或类型</translation>
    </message>
    <message>
        <source>Merged into its base model</source>
        <translation>合并到它的基座模型中</translation>
    </message>
    <message>
        <source>Model of a run of this project</source>
        <translation>本项目某次训练任务的模型</translation>
    </message>
</context>
<context>
    <name>inkstone::ModelListModel</name>
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
    <message>
        <source>broken</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>own folder</source>
        <translation>自选文件夹</translation>
    </message>
    <message>
        <source>Whose folder it lies in; nothing is copied</source>
        <translation>它位于哪个程序的文件夹中；不会复制任何文件</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>run</source>
        <translation>训练任务</translation>
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
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>从列表移除</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>查看训练任务</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>%1 belongs to its run and goes with it</source>
        <translation>%1 属于它的训练任务，随其一同删除</translation>
    </message>
    <message>
        <source>Sources to show</source>
        <translation>要显示的来源</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Get one from a hub, or drop a GGUF file or a model folder anywhere on the window. What other programs keep here is found by itself.</source>
        <translation>从模型站获取，或把 GGUF 文件、模型文件夹拖到窗口任意处。其他程序保存在本机的模型会自动找到。</translation>
    </message>
    <message>
        <source>Look for models in a folder</source>
        <translation>在文件夹中查找模型</translation>
    </message>
    <message>
        <source>Look no more in %1</source>
        <translation>不再查找 %1</translation>
    </message>
    <message>
        <source>Got %1</source>
        <translation>已获取 %1</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>全部来源</translation>
    </message>
    <message>
        <source>%1 belongs to %2 and stays</source>
        <translation>%1 属于 %2，予以保留</translation>
    </message>
    <message>
        <source>Its base model is not here</source>
        <translation>找不到它的基座模型</translation>
    </message>
    <message>
        <source>Open the model this adapter was made for, then merge it.</source>
        <translation>请先打开这个适配器所属的模型，再合并。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Merge and export</source>
        <translation>合并并导出</translation>
    </message>
    <message>
        <source>This run has no result yet</source>
        <translation>此训练任务还没有结果</translation>
    </message>
</context>
<context>
    <name>inkstone::NoticeBar</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
</context>
<context>
    <name>inkstone::PlanTable</name>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>The base model, packed for this machine</source>
        <translation>基座模型，按本机排布</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>What is learned</source>
        <translation>学到的部分</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Gradients and their running means</source>
        <translation>梯度及其滑动平均</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>What backward needs of the largest batch</source>
        <translation>最大一批在反向传播时所需的数据</translation>
    </message>
    <message>
        <source>Logits</source>
        <translation>Logits</translation>
    </message>
    <message>
        <source>What the loss needs besides</source>
        <translation>计算损失时另外需要的部分</translation>
    </message>
    <message>
        <source>Sample answers</source>
        <translation>示例回答</translation>
    </message>
    <message>
        <source>Their cache, where it needs more room than the activations leave</source>
        <translation>回答所用的缓存中，激活腾出的空间装不下的部分</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Scratch memory of the threads</source>
        <translation>各线程的临时内存</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Tokenizer, norms and the rows as tokens</source>
        <translation>分词器、归一化权重，以及切成词元的数据</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>The most memory the run takes at once</source>
        <translation>训练同时占用的最大内存</translation>
    </message>
    <message>
        <source>Free now</source>
        <translation>当前可用</translation>
    </message>
    <message>
        <source>What this machine can give without swapping</source>
        <translation>本机不动用交换区能给出的内存</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>准备</translation>
    </message>
    <message>
        <source>Reading rows, checking and packing weights</source>
        <translation>读取数据，检查并排布权重</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>训练步</translation>
    </message>
    <message>
        <source>Forward, backward and optimizer</source>
        <translation>前向、反向与优化器</translation>
    </message>
    <message>
        <source>Held-out losses</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>Measured a few times a run</source>
        <translation>每次训练测量数次</translation>
    </message>
    <message>
        <source>To the pinned prompts, a few times a run</source>
        <translation>对固定提示词的回答，每次训练数次</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Written so that a run can go on</source>
        <translation>写下检查点，训练中断后可以继续</translation>
    </message>
    <message>
        <source>Trained weights</source>
        <translation>训练的权重</translation>
    </message>
</context>
<context>
    <name>inkstone::PopupList</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
</context>
<context>
    <name>inkstone::PreviewModel</name>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
</context>
<context>
    <name>inkstone::Rail</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>inkstone::RailItem</name>
    <message>
        <source>%1 waiting</source>
        <translation>%1 条等待处理</translation>
    </message>
</context>
<context>
    <name>inkstone::RatingStars</name>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>%1 of 5</source>
        <translation>%1 / 5</translation>
    </message>
</context>
<context>
    <name>inkstone::RecordGrid</name>
    <message>
        <source>Search records</source>
        <translation>搜索记录</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Held-out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Unlabeled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>Labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
    <message>
        <source>Lengths of the records in tokens</source>
        <translation>记录的词元长度</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>No record here</source>
        <translation>没有记录</translation>
    </message>
    <message>
        <source>No record of this data set fits the search.</source>
        <translation>此数据集中没有符合搜索的记录。</translation>
    </message>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>%n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 records</source>
        <translation>%2 条记录中的 %1 条</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
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
        <source>Label</source>
        <translation>标注</translation>
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
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>inkstone::RecordInspector</name>
    <message>
        <source>Record before</source>
        <translation>上一条记录</translation>
    </message>
    <message>
        <source>Next record</source>
        <translation>下一条记录</translation>
    </message>
    <message>
        <source>Send to Label</source>
        <translation>送去标注</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Record %1</source>
        <translation>记录 %1</translation>
    </message>
    <message>
        <source>No record chosen</source>
        <translation>未选择记录</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>typed in</source>
        <translation>手工输入</translation>
    </message>
    <message>
        <source>imported, line %1</source>
        <translation>导入，第 %1 行</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>导入</translation>
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
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Text changed</source>
        <translation>修改了文本</translation>
    </message>
    <message>
        <source>Labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Moved to another split</source>
        <translation>移到另一划分</translation>
    </message>
    <message>
        <source>Moved to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Taken out of the trash</source>
        <translation>从回收站取回</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>What to show of the record</source>
        <translation>显示记录的哪一面</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Prompt</source>
        <comment>tab</comment>
        <translation>提示词</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>The last %1 are not shown.</source>
        <translation>末尾 %1 个未显示。</translation>
    </message>
    <message>
        <source>As a run reads it</source>
        <translation>训练时读到的样子</translation>
    </message>
    <message>
        <source>%1 tokens; the coloured %2 are what a run would learn.</source>
        <translation>共 %1 个词元；着色的 %2 个是训练时学习的。</translation>
    </message>
    <message>
        <source>As it came: nobody has changed it.</source>
        <translation>与导入时相同，无人修改。</translation>
    </message>
    <message>
        <source>before: %1</source>
        <translation>修改前：%1</translation>
    </message>
</context>
<context>
    <name>inkstone::RecordModel</name>
    <message>
        <source>Flagged</source>
        <translation>已标旗</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Labeled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>How many pieces the model reads this record as</source>
        <translation>模型把这条记录读成多少个词元</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
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
    <name>inkstone::RunModel</name>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Mean loss on rows the run did not learn from</source>
        <translation>在训练任务没学过的记录上的平均损失</translation>
    </message>
    <message>
        <source>Best score of its evaluations, 0 to 1</source>
        <translation>它的评测中的最好得分，0 到 1</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练任务</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Held-out</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Full fine-tuning</source>
        <translation>全参数微调</translation>
    </message>
</context>
<context>
    <name>inkstone::RunPanel</name>
    <message>
        <source>Save checkpoint</source>
        <translation>保存检查点</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Show adapter</source>
        <translation>查看适配器</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评测</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Saves a checkpoint and waits; Resume goes on from the same step</source>
        <translation>保存检查点并等待；“继续”从同一步接着训练</translation>
    </message>
    <message>
        <source>Saves a checkpoint and ends the run; what it learned can be tried</source>
        <translation>保存检查点并结束训练任务；已学到的可以试用</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of the steps; it rises first and falls to the end</source>
        <translation>每步的大小；先升后降</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>How strongly the loss pulls; jumps are a warning</source>
        <translation>损失的拉力有多大；突然跳动是警告</translation>
    </message>
    <message>
        <source>Speed, tok/s</source>
        <translation>速度 tok/s</translation>
    </message>
    <message>
        <source>Tokens read per second</source>
        <translation>每秒读取的词元</translation>
    </message>
    <message>
        <source>Answers to pinned prompts</source>
        <translation>对固定提示词的回答</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>第 %1 / %2 步</translation>
    </message>
    <message>
        <source>stopping after this layer, saving a checkpoint</source>
        <translation>算完这一层就停止，并保存检查点</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Step of the run</source>
        <translation>训练任务的步</translation>
    </message>
    <message numerus="yes">
        <source>%n earlier answers are kept with the run</source>
        <translation>
            <numerusform>另有 %n 条更早的回答保存在训练任务中</numerusform>
        </translation>
    </message>
    <message>
        <source>Show model</source>
        <translation>查看模型</translation>
    </message>
</context>
<context>
    <name>inkstone::SamplingDrawer</name>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>0 always takes the likeliest token; higher is more varied</source>
        <translation>0 总取最可能的词元；越高越多样</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top p</translation>
    </message>
    <message>
        <source>Only the likeliest tokens that together reach this probability</source>
        <translation>只取合计达到此概率的最可能词元</translation>
    </message>
    <message>
        <source>Top k</source>
        <translation>Top k</translation>
    </message>
    <message>
        <source>Only so many of the likeliest tokens; 0 takes all</source>
        <translation>只取这么多最可能的词元；0 表示全部</translation>
    </message>
    <message>
        <source>Min p</source>
        <translation>Min p</translation>
    </message>
    <message>
        <source>Drops tokens less likely than this part of the likeliest</source>
        <translation>去掉概率低于最可能词元这一比例的词元</translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Makes tokens that were already said less likely; 1 is off</source>
        <translation>降低已说过词元的概率；1 为关闭</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>In tokens</source>
        <translation>以词元计</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same answer</source>
        <translation>相同的种子给出相同的回答</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Empty: what the model&apos;s template says</source>
        <translation>留空：按模型模板的内容</translation>
    </message>
    <message>
        <source>16 bits</source>
        <translation>16 位</translation>
    </message>
    <message>
        <source>8 bits</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>What the conversation&apos;s keys and values are kept in; 8 bits take half the memory</source>
        <translation>对话的键和值以何种精度保存；8 位只占一半内存</translation>
    </message>
</context>
<context>
    <name>inkstone::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>What you choose here is kept for every project</source>
        <translation>这里的选择对所有项目都有效</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Paper by day, ink by night</source>
        <translation>昼如纸，夜如墨</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Takes effect at once</source>
        <translation>立即生效</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>How many cores a job may use; fewer leave the machine to other programs</source>
        <translation>一个作业可用的核心数；少用一些，留给其他程序</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Inkstone is free software under the GNU General Public License, version 3 or later, with an additional permission under section 7 to combine it with NVIDIA&apos;s CUDA libraries. It comes without any warranty.</source>
        <translation>Inkstone 是自由软件，采用 GNU 通用公共许可证第 3 版或更新版本，并依第 7 条附加许可，可与 NVIDIA 的 CUDA 库组合。不附带任何担保。</translation>
    </message>
    <message>
        <source>It stands on Qt, QCustomPlot, SQLite, SentencePiece, simdjson and other free libraries.</source>
        <translation>它建立在 Qt、QCustomPlot、SQLite、SentencePiece、simdjson 等自由软件库之上。</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <source>Language: English</source>
        <translation>语言：English</translation>
    </message>
    <message>
        <source>Language: Chinese</source>
        <translation>语言：简体中文</translation>
    </message>
    <message>
        <source>Show log folder</source>
        <translation>显示日志文件夹</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What the program did and why something failed; of your data at most a short wrong value</source>
        <translation>程序做了什么、为什么失败；数据中至多记下出错的短值</translation>
    </message>
</context>
<context>
    <name>inkstone::StatusBar</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>What computes, and the memory Inkstone uses of what this machine has</source>
        <translation>计算设备，以及 Inkstone 占用的内存与本机内存总量</translation>
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
    <message>
        <source>Standard deviation: how far the numbers lie from their mean</source>
        <translation>标准差：数值偏离均值的程度</translation>
    </message>
    <message>
        <source>Share of numbers that are exactly zero</source>
        <translation>恰好为零的数值所占比例</translation>
    </message>
    <message>
        <source>Share of numbers that are none: a sound model has no such</source>
        <translation>非数值所占比例：正常的模型没有</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Std</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>零</translation>
    </message>
    <message>
        <source>NaN</source>
        <translation>NaN</translation>
    </message>
</context>
<context>
    <name>inkstone::TensorView</name>
    <message>
        <source>Compute statistics</source>
        <translation>计算统计</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>waiting for other work on files</source>
        <translation>等待其他文件作业</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>All numbers are finite.</source>
        <translation>所有数值均为有限值。</translation>
    </message>
    <message>
        <source>%1 numbers are NaN or infinite.</source>
        <translation>有 %1 个数值为 NaN 或无穷。</translation>
    </message>
</context>
<context>
    <name>inkstone::TokenStrip</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>id %1, trained</source>
        <translation>id %1，参与训练</translation>
    </message>
    <message>
        <source>id %1</source>
        <translation>id %1</translation>
    </message>
</context>
<context>
    <name>inkstone::TrainForm</name>
    <message>
        <source>a model</source>
        <translation>一个模型</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基座模型</translation>
    </message>
    <message>
        <source>a data set</source>
        <translation>一个数据集</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Teach %1 with %2 using %3</source>
        <extracomment>%1 is a model, %2 a data set, %3 a method</extracomment>
        <translation>用 %2 以 %3 方式微调 %1</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Pieces of text the run reads, all epochs together</source>
        <translation>训练任务读取的文本片段，所有轮合计</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Estimated from a short measurement of this machine</source>
        <translation>由本机的一次短测估计</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a model, or get one on the Models page</source>
        <translation>选一个模型，或在“模型”页获取</translation>
    </message>
    <message>
        <source>Import a data set first</source>
        <translation>请先导入数据集</translation>
    </message>
    <message>
        <source>A setting under Advanced is out of range</source>
        <translation>“高级”里有一项设置超出范围</translation>
    </message>
    <message>
        <source>One run at a time: the machine is busy with another</source>
        <translation>一次只跑一个训练任务：本机正忙于另一个</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>The base model, packed for this machine</source>
        <translation>基座模型，按本机排布</translation>
    </message>
    <message>
        <source>adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>What is learned</source>
        <translation>学到的部分</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Gradients and their running means</source>
        <translation>梯度及其滑动平均</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活</translation>
    </message>
    <message>
        <source>What backward needs of the largest batch</source>
        <translation>反向传播对最大批次的需要</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>The program, scratch memory and tables</source>
        <translation>程序、临时内存和表</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>This needs more memory than is free</source>
        <translation>所需内存超过空闲内存</translation>
    </message>
    <message numerus="yes">
        <source>%n suite cases share text with training rows</source>
        <translation>
            <numerusform>%n 个评测用例与训练记录文本重复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows are cut at %1 tokens</source>
        <translation>
            <numerusform>%n 条记录在 %1 词元处被截断</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows have no answer to learn</source>
        <translation>
            <numerusform>%n 条记录没有可学的回答</numerusform>
        </translation>
    </message>
    <message>
        <source>an adapter beside the frozen model</source>
        <translation>冻结模型，另加适配器</translation>
    </message>
    <message>
        <source>all weights: a new model, and much more memory</source>
        <translation>训练全部权重：得到新模型，内存需求高得多</translation>
    </message>
    <message>
        <source>How often the weights that learn are changed</source>
        <translation>训练的权重被更新的次数</translation>
    </message>
    <message>
        <source>trained weights</source>
        <translation>训练的权重</translation>
    </message>
    <message>
        <source>full fine-tuning</source>
        <translation>全参数微调</translation>
    </message>
</context>
<context>
    <name>inkstone::TrainPage</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练任务</translation>
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
        <source>A checkpoint will be written after this step</source>
        <translation>这一步之后会写下检查点</translation>
    </message>
    <message>
        <source>A run teaches a model with a data set</source>
        <translation>训练任务用数据集来教模型</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n 个训练任务</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n 个进行中</numerusform>
        </translation>
    </message>
    <message>
        <source>best held-out loss %1</source>
        <translation>最佳验证损失 %1</translation>
    </message>
    <message numerus="yes">
        <source>Moved %n runs to the trash</source>
        <translation>
            <numerusform>已把 %n 个训练任务移到回收站</numerusform>
        </translation>
    </message>
    <message>
        <source>Open Models</source>
        <translation>打开模型页</translation>
    </message>
    <message>
        <source>%1 is running; stop it first</source>
        <translation>%1 正在运行；请先停止</translation>
    </message>
</context>
<context>
    <name>inkstone::XrayModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Rank %1, scale %2</source>
        <translation>秩 %1，缩放 %2</translation>
    </message>
    <message>
        <source>Size of the change: the Frobenius norm of scale · B · A</source>
        <translation>改变的大小：缩放 · B · A 的 Frobenius 范数</translation>
    </message>
    <message>
        <source>Its largest singular value: the strongest single direction</source>
        <translation>最大奇异值：最强的单一方向</translation>
    </message>
    <message>
        <source>Effective rank: how many directions are really used, of its rank</source>
        <translation>有效秩：在全部秩中真正用到的方向数</translation>
    </message>
    <message>
        <source>Singular values, largest first</source>
        <translation>奇异值，从大到小</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Directions</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Singular values</source>
        <translation>奇异值</translation>
    </message>
</context>
<context>
    <name>inkstone::XrayView</name>
    <message>
        <source>What it changes</source>
        <translation>改变了什么</translation>
    </message>
    <message>
        <source>Matrices of the adapter</source>
        <translation>适配器的矩阵</translation>
    </message>
    <message>
        <source>Being read…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Some of its numbers are NaN or infinite: this adapter is broken.</source>
        <translation>部分数值为 NaN 或无穷：该适配器已损坏。</translation>
    </message>
    <message>
        <source>It changes nothing: all its B matrices are zero, as before the first step.</source>
        <translation>没有任何改变：所有 B 矩阵都为零，如同训练第一步之前。</translation>
    </message>
    <message numerus="yes">
        <source>%n matrices, size of the whole change %1; the largest is %2.</source>
        <translation>
            <numerusform>%n 个矩阵，总改变量 %1；最大的是 %2。</numerusform>
        </translation>
    </message>
</context>
</TS>
