<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
    <context>
        <name>core</name>
        <message>
            <source>"%1" closes nothing</source>
            <translation>“%1”没有与之对应的开头</translation>
        </message>
        <message>
            <source>"%1" is missing</source>
            <translation>缺少“%1”</translation>
        </message>
        <message>
            <source>"%1" is no name</source>
            <translation>“%1”不是名称</translation>
        </message>
        <message>
            <source>"%1" must be %2, it is %3</source>
            <translation>“%1”应为 %2，现为 %3</translation>
        </message>
        <message>
            <source>"%1" must be between %2 and %3, it is %4</source>
            <translation>“%1”应在 %2 与 %3 之间，现为 %4</translation>
        </message>
        <message>
            <source>%1 (SHA-256 %2) is gone from there, and no model here has its contents</source>
            <translation>%1（SHA-256 %2）已不在那里，这里也没有内容相同的模型</translation>
        </message>
        <message>
            <source>%1 are missing and %2 are free there</source>
            <translation>还差 %1，而那里只剩 %2</translation>
        </message>
        <message>
            <source>%1 attention heads cannot share %2 key/value heads</source>
            <translation>%1 个注意力头无法共用 %2 个键值头</translation>
        </message>
        <message>
            <source>%1 bytes are expected, the server announces %2</source>
            <translation>应有 %1 字节，服务器却声明 %2</translation>
        </message>
        <message>
            <source>%1 bytes at its end belong to no tensor</source>
            <translation>末尾有 %1 字节不属于任何张量</translation>
        </message>
        <message>
            <source>%1 bytes before it belong to no tensor</source>
            <translation>其前有 %1 字节不属于任何张量</translation>
        </message>
        <message>
            <source>%1 bytes were given for it, its shape needs %2</source>
            <translation>给了它 %1 字节，其形状需要 %2 字节</translation>
        </message>
        <message>
            <source>%1 choices, at most 40</source>
            <translation>有 %1 个选项，最多 40 个</translation>
        </message>
        <message>
            <source>%1 has no argument "%2"</source>
            <translation>%1 没有参数“%2”</translation>
        </message>
        <message>
            <source>%1 has no other scale of scores</source>
            <translation>%1 的注意力分数没有别的缩放</translation>
        </message>
        <message>
            <source>%1 has no such biases</source>
            <translation>%1 没有这些偏置</translation>
        </message>
        <message>
            <source>%1 is %2, expected %3 to %4</source>
            <translation>%1 为 %2，应在 %3 到 %4 之间</translation>
        </message>
        <message>
            <source>%1 is no alignment: a power of two from 8 to %2 is</source>
            <translation>%1 不是对齐值：应为 8 到 %2 之间的 2 的幂</translation>
        </message>
        <message>
            <source>%1 is no layer</source>
            <translation>%1 不是层号</translation>
        </message>
        <message>
            <source>%1 is no number</source>
            <translation>%1 不是数值</translation>
        </message>
        <message>
            <source>%1 is no number that rotary positions can use (base %2, factor %3)</source>
            <translation>%1 不是旋转位置可用的数值（基数 %2，倍数 %3）</translation>
        </message>
        <message>
            <source>%1 is no rank</source>
            <translation>%1 不能作为秩</translation>
        </message>
        <message>
            <source>%1 is no rank and alpha</source>
            <translation>%1 不是一对秩与 alpha</translation>
        </message>
        <message>
            <source>%1 is not %2</source>
            <translation>应为 %2，现为 %1</translation>
        </message>
        <message>
            <source>%1 is not 1 or more</source>
            <translation>%1 不是 1 或更大的数</translation>
        </message>
        <message>
            <source>%1 is not a format known here</source>
            <translation>%1 不是这里认识的格式</translation>
        </message>
        <message>
            <source>%1 is not a method of this version</source>
            <translation>%1 不是本版本的方法</translation>
        </message>
        <message>
            <source>%1 is not a type known here</source>
            <translation>%1 不是这里认识的类型</translation>
        </message>
        <message>
            <source>%1 is not between %2 and %3</source>
            <translation>%1 不在 %2 与 %3 之间</translation>
        </message>
        <message>
            <source>%1 is not between 0 and 1</source>
            <translation>%1 不在 0 与 1 之间</translation>
        </message>
        <message>
            <source>%1 is not between 1 and 1024</source>
            <translation>%1 不在 1 与 1024 之间</translation>
        </message>
        <message>
            <source>%1 is not supported yet</source>
            <translation>%1 尚不支持</translation>
        </message>
        <message>
            <source>%1 is not there: its download was not finished</source>
            <translation>缺少 %1：下载未完成</translation>
        </message>
        <message>
            <source>%1 is not valid text in the encoding of the file</source>
            <translation>%1 在文件的编码中不是有效文本</translation>
        </message>
        <message>
            <source>%1 needs its argument "%2"</source>
            <translation>%1 需要参数“%2”</translation>
        </message>
        <message>
            <source>%1 of the weights are not finite numbers, the first of them here</source>
            <translation>有 %1 个权重不是有限数，第一个在这里</translation>
        </message>
        <message>
            <source>%1 rows are cut at the maximum length</source>
            <translation>%1 条记录在最大长度处被截断</translation>
        </message>
        <message>
            <source>%1 rows are left out: they have no answer to learn</source>
            <translation>略去 %1 条记录：没有可学的回答</translation>
        </message>
        <message>
            <source>%1 stands inside of it</source>
            <translation>其中出现了 %1</translation>
        </message>
        <message>
            <source>%1 stands without &lt;|action_start|&gt;</source>
            <translation>%1 之前没有 &lt;|action_start|&gt;</translation>
        </message>
        <message>
            <source>%1 steps in a row had a loss or gradient that is not a number</source>
            <translation>连续 %1 步的损失或梯度不是数字</translation>
        </message>
        <message>
            <source>%1 takes at most %2 arguments, not %3</source>
            <translation>%1 最多接受 %2 个参数，而不是 %3 个</translation>
        </message>
        <message>
            <source>%1 tokens are more than an id can name</source>
            <translation>%1 个词元，超出编号所能表示的数量</translation>
        </message>
        <message>
            <source>%1 tokens do not fit its context of %2</source>
            <translation>%1 个词元放不进 %2 的上下文</translation>
        </message>
        <message>
            <source>%1 tokens do not fit its context of %2, or the repeats are none</source>
            <translation>%1 个词元放不进它的上下文 %2，或重复次数为零</translation>
        </message>
        <message>
            <source>%1 values of type %2 do not fill whole bytes</source>
            <translation>%1 个 %2 类型的值填不满整字节</translation>
        </message>
        <message>
            <source>'%1' and '%2' cannot be ordered</source>
            <translation>“%1”与“%2”无法比较先后</translation>
        </message>
        <message>
            <source>'%1' not supported between instances of '%2' and '%3'</source>
            <translation>'%1' 不能用于 '%2' 与 '%3' 之间</translation>
        </message>
        <message>
            <source>'%1' object is not callable</source>
            <translation>“%1”类型不可调用</translation>
        </message>
        <message>
            <source>'%1' object is not iterable</source>
            <translation>“%1”类型不可迭代</translation>
        </message>
        <message>
            <source>'in &lt;string&gt;' requires a string, not %1</source>
            <translation>“in 字符串”的左边应为字符串，而不是 %1</translation>
        </message>
        <message>
            <source>0 or more</source>
            <translation>0 或更大</translation>
        </message>
        <message>
            <source>16 is a good start</source>
            <translation>可以先从 16 开始</translation>
        </message>
        <message>
            <source>&lt;|action_start|&gt; is followed by neither &lt;|plugin|&gt; nor &lt;|interpreter|&gt;</source>
            <translation>&lt;|action_start|&gt; 之后既不是 &lt;|plugin|&gt; 也不是 &lt;|interpreter|&gt;</translation>
        </message>
        <message>
            <source>A and B do not fit together, or their rank is over %1</source>
            <translation>A 与 B 的形状不匹配，或者秩超过 %1</translation>
        </message>
        <message>
            <source>Baichuan 13B has no rotary positions (ALiBi), which are not supported yet</source>
            <translation>Baichuan 13B 不使用旋转位置（而用 ALiBi），尚不支持</translation>
        </message>
        <message>
            <source>Comparing</source>
            <translation>正在比较</translation>
        </message>
        <message>
            <source>Comparing answers</source>
            <translation>正在比较回答</translation>
        </message>
        <message>
            <source>Converting</source>
            <translation>正在转换</translation>
        </message>
        <message>
            <source>Count tokens of %1</source>
            <translation>统计 %1 的词元</translation>
        </message>
        <message>
            <source>Download %1 %2</source>
            <translation>下载 %1 %2</translation>
        </message>
        <message>
            <source>Downloading</source>
            <translation>正在下载</translation>
        </message>
        <message>
            <source>Draft an answer</source>
            <translation>起草回答</translation>
        </message>
        <message>
            <source>Evaluate %1</source>
            <translation>评测 %1</translation>
        </message>
        <message>
            <source>Export %1</source>
            <translation>导出 %1</translation>
        </message>
        <message>
            <source>Find the base model of %1</source>
            <translation>查找 %1 的基座模型</translation>
        </message>
        <message>
            <source>Fine-tune %1</source>
            <translation>微调 %1</translation>
        </message>
        <message>
            <source>Import %1</source>
            <translation>导入 %1</translation>
        </message>
        <message>
            <source>Index for search</source>
            <translation>建立搜索索引</translation>
        </message>
        <message>
            <source>Looking for the base model</source>
            <translation>正在查找基座模型</translation>
        </message>
        <message>
            <source>Measuring</source>
            <translation>正在测量</translation>
        </message>
        <message>
            <source>Metaspace says both to add a prefix space and not to</source>
            <translation>Metaspace 既要求加前缀空格，又要求不加</translation>
        </message>
        <message>
            <source>Micro-batches of %1 tokens, %2 of %3 blocks made again in the backward pass: needs %4 of %5, the fastest choice that fits, about %6 % slower than without the limit</source>
            <translation>微批 %1 个词元，%3 个块中有 %2 个在反向传播时重算：需要 %4（上限 %5），是放得下的选择中最快的，比不设上限约慢 %6 %</translation>
        </message>
        <message>
            <source>Move %1 records to another split</source>
            <translation>把 %1 条记录移到另一划分</translation>
        </message>
        <message>
            <source>Move %1 records to the trash</source>
            <translation>把 %1 条记录移到回收站</translation>
        </message>
        <message>
            <source>No complete checkpoint was found, the run starts at its first step</source>
            <translation>没有找到完整的检查点，训练从第一步开始</translation>
        </message>
        <message>
            <source>Preparing weights</source>
            <translation>正在准备权重</translation>
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
            <source>Reading rows</source>
            <translation>正在读取记录</translation>
        </message>
        <message>
            <source>Reading the prompt</source>
            <translation>正在读取提示</translation>
        </message>
        <message>
            <source>Resumed after step %1 of %2: weights, optimizer and order restored</source>
            <translation>已从第 %1 / %2 步继续：权重、优化器和顺序都已恢复</translation>
        </message>
        <message>
            <source>SQLite says: %1</source>
            <translation>SQLite 报告：%1</translation>
        </message>
        <message>
            <source>Scoring</source>
            <translation>正在打分</translation>
        </message>
        <message>
            <source>Set aside records of %1</source>
            <translation>留出 %1 的记录</translation>
        </message>
        <message>
            <source>Statistics of %1</source>
            <translation>%1 的统计</translation>
        </message>
        <message>
            <source>The base model's weights in 8 bits, micro-batches of %1 tokens, %2 of %3 blocks made again in the backward pass: needs %4 of %5, the fastest choice that fits, about %6 % slower than without the limit</source>
            <translation>基座模型的权重用 8 位，微批 %1 个词元，%3 个块中有 %2 个在反向传播时重算：需要 %4（上限 %5），是放得下的选择中最快的，比不设上限约慢 %6 %</translation>
        </message>
        <message>
            <source>The fastest way fits: it needs %1 of %2</source>
            <translation>最快的方式就放得下：需要 %1（上限 %2）</translation>
        </message>
        <message>
            <source>The optimizer's moments in 8 bits, micro-batches of %1 tokens, %2 of %3 blocks made again in the backward pass: needs %4 of %5, the fastest choice that fits, about %6 % slower than without the limit</source>
            <translation>优化器的动量用 8 位，微批 %1 个词元，%3 个块中有 %2 个在反向传播时重算：需要 %4（上限 %5），是放得下的选择中最快的，比不设上限约慢 %6 %</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>正在训练</translation>
        </message>
        <message>
            <source>Weights stay unpacked in the file (f32), micro-batches of %1 tokens, %2 of %3 blocks made again in the backward pass: needs %4 of %5, the fastest choice that fits, about %6 % slower than without the limit</source>
            <translation>权重留在文件中不展开（f32），微批 %1 个词元，%3 个块中有 %2 个在反向传播时重算：需要 %4（上限 %5），是放得下的选择中最快的，比不设上限约慢 %6 %</translation>
        </message>
        <message>
            <source>a GGUF model</source>
            <translation>GGUF 模型</translation>
        </message>
        <message>
            <source>a GIF picture</source>
            <translation>GIF 图片</translation>
        </message>
        <message>
            <source>a Hugging Face folder holds f32, f16 or bf16</source>
            <translation>Hugging Face 文件夹只能存 f32、f16 或 bf16</translation>
        </message>
        <message>
            <source>a JPEG picture</source>
            <translation>JPEG 图片</translation>
        </message>
        <message>
            <source>a PDF document</source>
            <translation>PDF 文档</translation>
        </message>
        <message>
            <source>a PNG picture</source>
            <translation>PNG 图片</translation>
        </message>
        <message>
            <source>a Parquet file</source>
            <translation>Parquet 文件</translation>
        </message>
        <message>
            <source>a SQLite database</source>
            <translation>SQLite 数据库</translation>
        </message>
        <message>
            <source>a SentencePiece vocabulary needs tokenizer.ggml.scores</source>
            <translation>SentencePiece 词表需要 tokenizer.ggml.scores</translation>
        </message>
        <message>
            <source>a ZIP archive</source>
            <translation>ZIP 压缩包</translation>
        </message>
        <message>
            <source>a Zstandard archive</source>
            <translation>Zstandard 压缩包</translation>
        </message>
        <message>
            <source>a [ of it is never closed</source>
            <translation>其中有一个 [ 没有闭合</translation>
        </message>
        <message>
            <source>a block is not closed with "%1"</source>
            <translation>有一个块没有以“%1”结束</translation>
        </message>
        <message>
            <source>a block {% raw %} has no {% endraw %}</source>
            <translation>块 {% raw %} 没有对应的 {% endraw %}</translation>
        </message>
        <message>
            <source>a bool of value %1, only 0 and 1 are allowed</source>
            <translation>有一个布尔值为 %1，只能是 0 或 1</translation>
        </message>
        <message>
            <source>a choice has no name</source>
            <translation>有一个选项没有名称</translation>
        </message>
        <message>
            <source>a comment of it is never closed</source>
            <translation>其中有一段注释没有闭合</translation>
        </message>
        <message>
            <source>a comment {# has no end #}</source>
            <translation>注释 {# 没有结尾的 #}</translation>
        </message>
        <message>
            <source>a dict nests deeper than %1</source>
            <translation>字典嵌套超过 %1 层</translation>
        </message>
        <message>
            <source>a gzip archive</source>
            <translation>gzip 压缩包</translation>
        </message>
        <message>
            <source>a list</source>
            <translation>列表</translation>
        </message>
        <message>
            <source>a list nests deeper than %1</source>
            <translation>列表嵌套超过 %1 层</translation>
        </message>
        <message>
            <source>a list of texts</source>
            <translation>文本列表</translation>
        </message>
        <message>
            <source>a matrix has rank %1 and alpha %2</source>
            <translation>有一个矩阵的秩为 %1、alpha 为 %2</translation>
        </message>
        <message>
            <source>a metadata key of %1 bytes, 1 to %2 are allowed</source>
            <translation>有一个元数据键长 %1 字节，只允许 1 到 %2 字节</translation>
        </message>
        <message>
            <source>a number</source>
            <translation>数字</translation>
        </message>
        <message>
            <source>a parameter without a default comes after one that has it</source>
            <translation>没有默认值的参数排在了有默认值的参数之后</translation>
        </message>
        <message>
            <source>a perplexity case has no answer to score</source>
            <translation>困惑度用例没有可打分的回答</translation>
        </message>
        <message>
            <source>a plain argument comes after a named one</source>
            <translation>位置参数排在了具名参数之后</translation>
        </message>
        <message>
            <source>a plain text has no answer</source>
            <translation>纯文本没有回答</translation>
        </message>
        <message>
            <source>a program</source>
            <translation>程序文件</translation>
        </message>
        <message>
            <source>a prompt is not answered during the run: %1</source>
            <translation>训练期间不再回答其中一条提示词：%1</translation>
        </message>
        <message>
            <source>a record cannot be read</source>
            <translation>有一条记录无法读取</translation>
        </message>
        <message>
            <source>a scale or softcap is %1</source>
            <translation>某个缩放或软上限为 %1</translation>
        </message>
        <message>
            <source>a size or offset is no plain whole number</source>
            <translation>有大小或偏移不是普通整数</translation>
        </message>
        <message>
            <source>a size or offset is too big</source>
            <translation>有大小或偏移过大</translation>
        </message>
        <message>
            <source>a string has no end</source>
            <translation>有字符串没有结尾</translation>
        </message>
        <message>
            <source>a tag has no end</source>
            <translation>有标签没有结尾</translation>
        </message>
        <message>
            <source>a tensor name of %1 bytes, 1 to %2 are allowed</source>
            <translation>有一个张量名长 %1 字节，只允许 1 到 %2 字节</translation>
        </message>
        <message>
            <source>a text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>a text grows over %1 bytes</source>
            <translation>有一段文本超过 %1 字节</translation>
        </message>
        <message>
            <source>a text is larger than 1 GB</source>
            <translation>有文本超过 1 GB</translation>
        </message>
        <message>
            <source>a token is not sent to a mirror; unset HF_ENDPOINT to use the hub itself</source>
            <translation>令牌不会发给镜像；取消 HF_ENDPOINT 以使用模型站本身</translation>
        </message>
        <message>
            <source>a whole number</source>
            <translation>整数</translation>
        </message>
        <message>
            <source>a zero byte stands in %1</source>
            <translation>%1 中有零字节</translation>
        </message>
        <message>
            <source>above 0 and at most 1</source>
            <translation>大于 0 且不超过 1</translation>
        </message>
        <message>
            <source>above 0 and at most 100</source>
            <translation>大于 0 且不超过 100</translation>
        </message>
        <message>
            <source>add it on the Models page, or name it with --model; it is known by its contents, wherever it lies</source>
            <translation>请在“模型”页添加它，或用 --model 指定；无论放在哪里，都会按内容认出它</translation>
        </message>
        <message>
            <source>add rows with an assistant's answer, or plain text</source>
            <translation>请加入带有助手回答的记录，或纯文本</translation>
        </message>
        <message>
            <source>added_tokens_decoder: "%1" is no id</source>
            <translation>added_tokens_decoder：“%1”不是编号</translation>
        </message>
        <message>
            <source>allow more memory, cut long rows, or choose a smaller model or rank</source>
            <translation>请放宽内存上限、截短长行，或选择更小的模型或秩</translation>
        </message>
        <message>
            <source>an Arrow file</source>
            <translation>Arrow 文件</translation>
        </message>
        <message>
            <source>an adapter is no start for training all weights</source>
            <translation>全参数训练不能从适配器开始</translation>
        </message>
        <message>
            <source>an earlier state cannot be read</source>
            <translation>无法读取先前的状态</translation>
        </message>
        <message>
            <source>an error page without an end</source>
            <translation>错误页面没有尽头</translation>
        </message>
        <message>
            <source>an expected text is empty: every answer would be right</source>
            <translation>有一个期望文本为空：任何回答都会算对</translation>
        </message>
        <message>
            <source>an index is missing between [ and ]</source>
            <translation>[ 与 ] 之间缺少下标</translation>
        </message>
        <message>
            <source>an object</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>an object of type %1 is not JSON serializable</source>
            <translation>%1 类型的对象不能写成 JSON</translation>
        </message>
        <message>
            <source>an object was expected</source>
            <translation>应为对象</translation>
        </message>
        <message>
            <source>an organisation and a name with a slash between them are expected</source>
            <translation>应为组织和名称，中间用斜杠隔开</translation>
        </message>
        <message>
            <source>another model lies there now, and none here has the contents of %1 (SHA-256 %2)</source>
            <translation>那里现在是另一个模型，这里也没有与 %1（SHA-256 %2）内容相同的模型</translation>
        </message>
        <message>
            <source>another program is writing to it</source>
            <translation>另一个程序正在写入</translation>
        </message>
        <message>
            <source>ask for it again if you want every row twice</source>
            <translation>如果确实想让每条记录重复，请再次导入</translation>
        </message>
        <message>
            <source>at position %1: %2</source>
            <translation>位置 %1：%2</translation>
        </message>
        <message>
            <source>bad operand type for unary +: '%1'</source>
            <translation>一元 + 不能用于“%1”</translation>
        </message>
        <message>
            <source>bad operand type for unary -: '%1'</source>
            <translation>一元 - 不能用于“%1”</translation>
        </message>
        <message>
            <source>beside its low ranks it holds whole trained modules (%1)</source>
            <translation>除低秩矩阵外，它还含有整个训练过的模块（%1）</translation>
        </message>
        <message>
            <source>between 0 and 1</source>
            <translation>0 到 1 之间</translation>
        </message>
        <message>
            <source>between 0 and 100</source>
            <translation>0 到 100 之间</translation>
        </message>
        <message>
            <source>bytes from %1 of %2 were asked for, it sends '%3'</source>
            <translation>请求的是 %2 字节中从 %1 起的部分，它返回的却是“%3”</translation>
        </message>
        <message>
            <source>can only concatenate str (not "%1") to str</source>
            <translation>字符串只能与字符串相接（而不是“%1”）</translation>
        </message>
        <message>
            <source>cannot ask for the free space</source>
            <translation>无法查询剩余空间</translation>
        </message>
        <message>
            <source>cannot begin the download</source>
            <translation>无法开始下载</translation>
        </message>
        <message>
            <source>cannot check the model</source>
            <translation>无法校验模型</translation>
        </message>
        <message>
            <source>cannot choose the files of the model</source>
            <translation>无法选择模型的文件</translation>
        </message>
        <message>
            <source>cannot choose the next token</source>
            <translation>无法选出下一个词元</translation>
        </message>
        <message>
            <source>cannot compare the models</source>
            <translation>无法比较模型</translation>
        </message>
        <message>
            <source>cannot convert the model</source>
            <translation>无法转换模型</translation>
        </message>
        <message>
            <source>cannot copy the project</source>
            <translation>无法复制项目</translation>
        </message>
        <message>
            <source>cannot cut the text into tokens</source>
            <translation>无法把文本切成词元</translation>
        </message>
        <message>
            <source>cannot cut the text into words</source>
            <translation>无法把文本切成词</translation>
        </message>
        <message>
            <source>cannot download the file</source>
            <translation>无法下载文件</translation>
        </message>
        <message>
            <source>cannot find the base model of run %1</source>
            <translation>找不到训练任务 %1 的基座模型</translation>
        </message>
        <message>
            <source>cannot find the model</source>
            <translation>找不到模型</translation>
        </message>
        <message>
            <source>cannot generate</source>
            <translation>无法生成</translation>
        </message>
        <message>
            <source>cannot get it from the hub</source>
            <translation>无法从模型站获取</translation>
        </message>
        <message>
            <source>cannot get the model</source>
            <translation>无法获取模型</translation>
        </message>
        <message>
            <source>cannot hash the model</source>
            <translation>无法计算模型的哈希</translation>
        </message>
        <message>
            <source>cannot keep keys and values in 8 bits</source>
            <translation>无法以 8 位保存键和值</translation>
        </message>
        <message>
            <source>cannot lock the project</source>
            <translation>无法锁定项目</translation>
        </message>
        <message>
            <source>cannot look into the adapter</source>
            <translation>无法查看适配器</translation>
        </message>
        <message>
            <source>cannot make a project here</source>
            <translation>无法在这里新建项目</translation>
        </message>
        <message>
            <source>cannot make the adapter</source>
            <translation>无法建立适配器</translation>
        </message>
        <message>
            <source>cannot make the folder</source>
            <translation>无法建立文件夹</translation>
        </message>
        <message>
            <source>cannot make the folder's changes durable</source>
            <translation>无法把文件夹的更改写入磁盘</translation>
        </message>
        <message>
            <source>cannot make the sample project here</source>
            <translation>无法在这里建立示例项目</translation>
        </message>
        <message>
            <source>cannot make the training fit</source>
            <translation>这次训练放不进所给的内存</translation>
        </message>
        <message>
            <source>cannot measure</source>
            <translation>无法测量</translation>
        </message>
        <message>
            <source>cannot move it to the trash</source>
            <translation>无法移到回收站</translation>
        </message>
        <message>
            <source>cannot only look at the project</source>
            <translation>无法以只读方式打开项目</translation>
        </message>
        <message>
            <source>cannot open the adapter</source>
            <translation>无法打开适配器</translation>
        </message>
        <message>
            <source>cannot open the file</source>
            <translation>无法打开文件</translation>
        </message>
        <message>
            <source>cannot open the log file</source>
            <translation>无法打开日志文件</translation>
        </message>
        <message>
            <source>cannot open the model</source>
            <translation>无法打开模型</translation>
        </message>
        <message>
            <source>cannot open the project</source>
            <translation>无法打开项目</translation>
        </message>
        <message>
            <source>cannot open the tokenizer</source>
            <translation>无法打开分词器</translation>
        </message>
        <message>
            <source>cannot prepare the conversation</source>
            <translation>无法准备对话</translation>
        </message>
        <message>
            <source>cannot put the folder in place</source>
            <translation>无法把文件夹放到位</translation>
        </message>
        <message>
            <source>cannot reach the hub</source>
            <translation>无法连接模型站</translation>
        </message>
        <message>
            <source>cannot read a pattern of the tokenizer</source>
            <translation>无法读取分词器的一个匹配式</translation>
        </message>
        <message>
            <source>cannot read the JSON</source>
            <translation>无法读取 JSON</translation>
        </message>
        <message>
            <source>cannot read the chat template</source>
            <translation>无法读取对话模板</translation>
        </message>
        <message>
            <source>cannot read the checkpoint</source>
            <translation>无法读取检查点</translation>
        </message>
        <message>
            <source>cannot read the data</source>
            <translation>无法读取数据</translation>
        </message>
        <message>
            <source>cannot read the file</source>
            <translation>无法读取文件</translation>
        </message>
        <message>
            <source>cannot read the project</source>
            <translation>无法读取项目</translation>
        </message>
        <message>
            <source>cannot read the suite</source>
            <translation>无法读取评测集</translation>
        </message>
        <message>
            <source>cannot read the table</source>
            <translation>无法读取表格</translation>
        </message>
        <message>
            <source>cannot read the tensors</source>
            <translation>无法读取张量</translation>
        </message>
        <message>
            <source>cannot read the tokenizer</source>
            <translation>无法读取分词器</translation>
        </message>
        <message>
            <source>cannot read the tool call of an answer</source>
            <translation>无法读取回答中的工具调用</translation>
        </message>
        <message>
            <source>cannot read what the hub has of the model</source>
            <translation>无法读取模型站上的模型信息</translation>
        </message>
        <message>
            <source>cannot remove the half download</source>
            <translation>无法删除未完成的下载</translation>
        </message>
        <message>
            <source>cannot render the chat template</source>
            <translation>无法渲染对话模板</translation>
        </message>
        <message>
            <source>cannot resume the run</source>
            <translation>无法继续训练任务</translation>
        </message>
        <message>
            <source>cannot run the model</source>
            <translation>无法运行模型</translation>
        </message>
        <message>
            <source>cannot sample</source>
            <translation>无法采样</translation>
        </message>
        <message>
            <source>cannot save the adapter</source>
            <translation>无法保存适配器</translation>
        </message>
        <message>
            <source>cannot save the file</source>
            <translation>无法保存文件</translation>
        </message>
        <message>
            <source>cannot save the folder</source>
            <translation>无法保存文件夹</translation>
        </message>
        <message>
            <source>cannot save the tensor</source>
            <translation>无法保存张量</translation>
        </message>
        <message>
            <source>cannot score the conversation</source>
            <translation>无法给对话打分</translation>
        </message>
        <message>
            <source>cannot score the text</source>
            <translation>无法给文本打分</translation>
        </message>
        <message>
            <source>cannot set the type of the KV cache</source>
            <translation>无法设置 KV 缓存的类型</translation>
        </message>
        <message>
            <source>cannot show the log folder</source>
            <translation>无法显示日志文件夹</translation>
        </message>
        <message>
            <source>cannot start the run</source>
            <translation>无法开始训练任务</translation>
        </message>
        <message>
            <source>cannot stop at a string</source>
            <translation>无法在某个字符串处停止</translation>
        </message>
        <message>
            <source>cannot tell the base model</source>
            <translation>无法得知基座模型</translation>
        </message>
        <message>
            <source>cannot train</source>
            <translation>无法训练</translation>
        </message>
        <message>
            <source>cannot train all weights</source>
            <translation>无法训练全部权重</translation>
        </message>
        <message>
            <source>cannot turn tokens into text</source>
            <translation>无法把词元转成文本</translation>
        </message>
        <message>
            <source>cannot use the file</source>
            <translation>无法使用该文件</translation>
        </message>
        <message>
            <source>cannot use the model so</source>
            <translation>不能这样使用该模型</translation>
        </message>
        <message>
            <source>cannot use the project file</source>
            <translation>无法使用项目文件</translation>
        </message>
        <message>
            <source>cannot use the tensor</source>
            <translation>无法使用该张量</translation>
        </message>
        <message>
            <source>cannot use the tokenizer of this model</source>
            <translation>无法使用这个模型的分词器</translation>
        </message>
        <message>
            <source>cannot use this tokenizer</source>
            <translation>无法使用该分词器</translation>
        </message>
        <message>
            <source>cannot write the metrics</source>
            <translation>无法写入训练指标</translation>
        </message>
        <message>
            <source>cannot write the model</source>
            <translation>无法写出模型</translation>
        </message>
        <message>
            <source>cannot write the model as GGUF</source>
            <translation>无法把模型写成 GGUF</translation>
        </message>
        <message>
            <source>cannot write the model as a Hugging Face folder</source>
            <translation>无法把模型写成 Hugging Face 文件夹</translation>
        </message>
        <message>
            <source>cannot write the project file</source>
            <translation>无法写入项目文件</translation>
        </message>
        <message>
            <source>cannot write the results</source>
            <translation>无法写入结果</translation>
        </message>
        <message>
            <source>cannot write the tokenizer</source>
            <translation>无法写出分词器</translation>
        </message>
        <message>
            <source>check its name, or whether it was moved</source>
            <translation>请检查名称，或看它是否被移走</translation>
        </message>
        <message>
            <source>check its permissions</source>
            <translation>请检查它的权限</translation>
        </message>
        <message>
            <source>check the clock of this machine and who sits between it and the hub; a certificate of your own network is named by SSL_CERT_FILE</source>
            <translation>检查本机时钟，以及本机与模型站之间是否有人拦截；自有网络的证书由 SSL_CERT_FILE 指定</translation>
        </message>
        <message>
            <source>check the first line and the separator</source>
            <translation>请检查第一行和分隔符</translation>
        </message>
        <message>
            <source>check the name; capitals matter</source>
            <translation>检查名称，注意区分大小写</translation>
        </message>
        <message>
            <source>check the network, a proxy, and HF_ENDPOINT if it is set</source>
            <translation>检查网络、代理，以及 HF_ENDPOINT（如果设置了）</translation>
        </message>
        <message>
            <source>check the network, or try again later</source>
            <translation>检查网络，或稍后再试</translation>
        </message>
        <message>
            <source>check the path, or see the names that `model list` shows</source>
            <translation>请检查路径，或查看 `model list` 列出的名称</translation>
        </message>
        <message>
            <source>check the permissions of the folder</source>
            <translation>检查文件夹的权限</translation>
        </message>
        <message>
            <source>check the variables https_proxy and http_proxy</source>
            <translation>检查变量 https_proxy 与 http_proxy</translation>
        </message>
        <message>
            <source>check who owns the file and its folder, or choose another place</source>
            <translation>请检查文件及其文件夹的所有者，或另选位置</translation>
        </message>
        <message>
            <source>checkpoint %1 is damaged and was passed over: %2: %3</source>
            <translation>检查点 %1 已损坏，已跳过：%2：%3</translation>
        </message>
        <message>
            <source>choose a .gguf file or a folder with config.json and safetensors files</source>
            <translation>请选择 .gguf 文件，或含 config.json 和 safetensors 文件的文件夹</translation>
        </message>
        <message>
            <source>choose a file</source>
            <translation>请选择一个文件</translation>
        </message>
        <message>
            <source>choose a file whose name ends in .gguf</source>
            <translation>选择以 .gguf 结尾的文件</translation>
        </message>
        <message>
            <source>choose a folder that holds an Inkstone project</source>
            <translation>请选择含有 Inkstone 项目的文件夹</translation>
        </message>
        <message>
            <source>choose a model that writes, or score conversations with `inkstone-cli reward`</source>
            <translation>选择能写文本的模型，或用 `inkstone-cli reward` 给对话打分</translation>
        </message>
        <message>
            <source>choose a model with a v_head</source>
            <translation>选择带 v_head 的模型</translation>
        </message>
        <message>
            <source>choose a project's folder, or make a new project</source>
            <translation>请选择项目的文件夹，或新建项目</translation>
        </message>
        <message>
            <source>choose a short name</source>
            <translation>请取一个短名称</translation>
        </message>
        <message>
            <source>choose another file</source>
            <translation>请换一个文件</translation>
        </message>
        <message>
            <source>choose another folder</source>
            <translation>请换一个文件夹</translation>
        </message>
        <message>
            <source>choose another name</source>
            <translation>请换一个名称</translation>
        </message>
        <message>
            <source>choose another name, or ask to replace it</source>
            <translation>请换一个名字，或选择替换它</translation>
        </message>
        <message>
            <source>choose another name, or resume it</source>
            <translation>请换一个名称，或继续它</translation>
        </message>
        <message>
            <source>choose another name, or resume that one</source>
            <translation>请换一个名称，或继续那一个</translation>
        </message>
        <message>
            <source>choose another place</source>
            <translation>请另选位置</translation>
        </message>
        <message>
            <source>choose at least one of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj</source>
            <translation>请至少选择 q_proj、k_proj、v_proj、o_proj、gate_proj、up_proj、down_proj 之一</translation>
        </message>
        <message>
            <source>choose one of them</source>
            <translation>请选择其中之一</translation>
        </message>
        <message>
            <source>choose the base model it was trained on</source>
            <translation>请选择训练它时所用的基座模型</translation>
        </message>
        <message>
            <source>choose the folder that peft or Inkstone wrote</source>
            <translation>请选择 peft 或 Inkstone 写出的文件夹</translation>
        </message>
        <message>
            <source>close it there first, or delete %1 when that computer no longer uses it</source>
            <translation>请先在那里关闭；如果那台电脑已不再使用它，就删除 %1</translation>
        </message>
        <message>
            <source>close other programs, or choose a smaller model, batch or context</source>
            <translation>请关闭其他程序，或选择更小的模型、批次或上下文</translation>
        </message>
        <message>
            <source>content</source>
            <translation>content</translation>
        </message>
        <message>
            <source>convert it again with a current llama.cpp</source>
            <translation>用新版 llama.cpp 重新转换</translation>
        </message>
        <message>
            <source>convert it to safetensors where you trust it, or get another copy</source>
            <translation>在可信的环境中转换为 safetensors，或换一份</translation>
        </message>
        <message>
            <source>convert the model again with a current llama.cpp</source>
            <translation>用新版 llama.cpp 重新转换模型</translation>
        </message>
        <message>
            <source>convert to GGUF instead</source>
            <translation>请改为转换成 GGUF</translation>
        </message>
        <message>
            <source>convert to a Hugging Face folder instead</source>
            <translation>请改为转换成 Hugging Face 文件夹</translation>
        </message>
        <message>
            <source>copy the token again, without anything around it</source>
            <translation>重新复制令牌，前后不要带其他字符</translation>
        </message>
        <message>
            <source>correct HF_ENDPOINT, for example https://hf-mirror.com</source>
            <translation>请改正 HF_ENDPOINT，例如 https://hf-mirror.com</translation>
        </message>
        <message>
            <source>correct MODELSCOPE_ENDPOINT</source>
            <translation>请改正 MODELSCOPE_ENDPOINT</translation>
        </message>
        <message>
            <source>correct the name or the token</source>
            <translation>请改正名称或令牌</translation>
        </message>
        <message>
            <source>data_offsets must be 2 numbers, they are %1</source>
            <translation>data_offsets 应为 2 个数，现为 %1</translation>
        </message>
        <message>
            <source>delete it and get it again</source>
            <translation>删除后重新获取</translation>
        </message>
        <message>
            <source>download the model's tokenizer files into it</source>
            <translation>请把模型的分词器文件也下载到其中</translation>
        </message>
        <message>
            <source>draft</source>
            <translation>草稿</translation>
        </message>
        <message>
            <source>dtype, shape or data_offsets is missing</source>
            <translation>缺少 dtype、shape 或 data_offsets</translation>
        </message>
        <message>
            <source>dynamic NTK has no key in these files: beyond %1 tokens only Inkstone computes it</source>
            <translation>这种文件没有动态 NTK 的字段：超过 %1 个词元后只有 Inkstone 会计算它</translation>
        </message>
        <message>
            <source>edit the text itself</source>
            <translation>请直接编辑文本</translation>
        </message>
        <message>
            <source>evaluate both on the same suite</source>
            <translation>请在同一评测集上评测两者</translation>
        </message>
        <message>
            <source>expected "%1", found "%2"</source>
            <translation>应为“%1”，却是“%2”</translation>
        </message>
        <message>
            <source>expected %1 values to unpack, found %2</source>
            <translation>应能拆成 %1 个值，实有 %2 个</translation>
        </message>
        <message>
            <source>expected a list, found %1</source>
            <translation>应为列表，却是 %1</translation>
        </message>
        <message>
            <source>expected a name, found "%1"</source>
            <translation>应为名称，却是“%1”</translation>
        </message>
        <message>
            <source>expected a string, found '%1'</source>
            <translation>应为字符串，却是“%1”</translation>
        </message>
        <message>
            <source>expected a whole number, found '%1'</source>
            <translation>应为整数，却是“%1”</translation>
        </message>
        <message>
            <source>expected adamw or adamw_8bit</source>
            <translation>应为 adamw 或 adamw_8bit</translation>
        </message>
        <message>
            <source>expected auto, f32, bf16 or int8</source>
            <translation>应为 auto、f32、bf16 或 int8</translation>
        </message>
        <message>
            <source>expected constant, linear or cosine</source>
            <translation>应为 constant、linear 或 cosine</translation>
        </message>
        <message>
            <source>field %1 is missing</source>
            <translation>缺少字段 %1</translation>
        </message>
        <message>
            <source>field %1 is not text</source>
            <translation>字段 %1 不是文本</translation>
        </message>
        <message>
            <source>format() has no argument "%1"</source>
            <translation>format() 没有参数“%1”</translation>
        </message>
        <message>
            <source>free some space and try again; nothing was changed</source>
            <translation>腾出空间后重试；没有任何改动</translation>
        </message>
        <message>
            <source>free some space there and try again</source>
            <translation>请在那里腾出空间后重试</translation>
        </message>
        <message>
            <source>free some space, or choose a smaller file</source>
            <translation>腾出一些空间，或选择更小的文件</translation>
        </message>
        <message>
            <source>free some space, or choose another disk</source>
            <translation>请腾出一些空间，或换一个磁盘</translation>
        </message>
        <message>
            <source>from</source>
            <translation>from</translation>
        </message>
        <message>
            <source>get it again; what is here is kept by its program</source>
            <translation>重新获取；已有的部分由原程序保留</translation>
        </message>
        <message>
            <source>get its safetensors files, too</source>
            <translation>请把 safetensors 文件也取来</translation>
        </message>
        <message>
            <source>get one on the page Models</source>
            <translation>请到“模型”页获取一个</translation>
        </message>
        <message>
            <source>get the file again</source>
            <translation>请重新获取该文件</translation>
        </message>
        <message>
            <source>get the little-endian file of this model</source>
            <translation>获取该模型的小端文件</translation>
        </message>
        <message>
            <source>get the model again</source>
            <translation>请重新获取该模型</translation>
        </message>
        <message>
            <source>get the model again, or choose another one</source>
            <translation>请重新获取该模型，或选择另一个</translation>
        </message>
        <message>
            <source>get the model in another quantisation, for example Q4_K_M or Q8_0</source>
            <translation>请换用另一种量化的模型，例如 Q4_K_M 或 Q8_0</translation>
        </message>
        <message>
            <source>getting the model was stopped</source>
            <translation>已停止获取模型</translation>
        </message>
        <message>
            <source>give all parts the names they were published with</source>
            <translation>请让各部分保持发布时的名称</translation>
        </message>
        <message>
            <source>give it some text to continue</source>
            <translation>请给它一些可以续写的文字</translation>
        </message>
        <message>
            <source>give lines like {"id": "1", "prompt": "...", "scorer": "contains", "expected": ["..."]}</source>
            <translation>请写成这样的行：{"id": "1", "prompt": "...", "scorer": "contains", "expected": ["..."]}</translation>
        </message>
        <message>
            <source>give text: JSONL, JSON, CSV, TSV, TXT or MD</source>
            <translation>请提供文本：JSONL、JSON、CSV、TSV、TXT 或 MD</translation>
        </message>
        <message>
            <source>hashing was stopped</source>
            <translation>计算散列已被停止</translation>
        </message>
        <message>
            <source>head_dim %1 is odd, rotary positions need pairs</source>
            <translation>head_dim 为 %1，是奇数；旋转位置编码需要成对</translation>
        </message>
        <message>
            <source>held by process %1 on %2 since %3</source>
            <translation>由 %2 上的进程 %1 自 %3 起占用</translation>
        </message>
        <message>
            <source>import it again when nothing writes to it</source>
            <translation>请在没有程序写入它时再导入</translation>
        </message>
        <message>
            <source>import it first, or check its name</source>
            <translation>请先导入，或检查名称</translation>
        </message>
        <message>
            <source>input</source>
            <translation>input</translation>
        </message>
        <message>
            <source>install Inkstone again, with its share folder</source>
            <translation>请连同 share 文件夹重新安装 Inkstone</translation>
        </message>
        <message>
            <source>instruction</source>
            <translation>instruction</translation>
        </message>
        <message>
            <source>it becomes the name of a folder</source>
            <translation>它会成为文件夹名</translation>
        </message>
        <message>
            <source>it cannot be opened, or its folder cannot be written</source>
            <translation>无法打开，或所在文件夹不可写</translation>
        </message>
        <message>
            <source>it cannot be read</source>
            <translation>它无法读取</translation>
        </message>
        <message>
            <source>it cannot be written</source>
            <translation>无法写入</translation>
        </message>
        <message>
            <source>it claims %1 %2, more than fit into the file</source>
            <translation>它声称有 %1 个 %2，文件容纳不下</translation>
        </message>
        <message>
            <source>it claims %1 items, more than fit into the file</source>
            <translation>它声称有 %1 项，文件放不下这么多</translation>
        </message>
        <message>
            <source>it comes twice</source>
            <translation>出现了两次</translation>
        </message>
        <message>
            <source>it could not be made, or no program here shows folders</source>
            <translation>它未能建立，或这里没有能显示文件夹的程序</translation>
        </message>
        <message>
            <source>it does not exist</source>
            <translation>它不存在</translation>
        </message>
        <message>
            <source>it does not name its pre-tokenizer (tokenizer.ggml.pre)</source>
            <translation>未注明预分词器（tokenizer.ggml.pre）</translation>
        </message>
        <message>
            <source>it does not name the commit</source>
            <translation>它没有给出提交号</translation>
        </message>
        <message>
            <source>it does not say how large %1 is</source>
            <translation>它没有说明 %1 的大小</translation>
        </message>
        <message>
            <source>it ends before it begins</source>
            <translation>结束位置在开始位置之前</translation>
        </message>
        <message>
            <source>it ends with a backslash</source>
            <translation>它以反斜杠结尾</translation>
        </message>
        <message>
            <source>it exists already</source>
            <translation>它已经存在</translation>
        </message>
        <message>
            <source>it forbids the network</source>
            <translation>它禁止使用网络</translation>
        </message>
        <message>
            <source>it gave no finite loss over any token</source>
            <translation>没有一个词元得到有限的损失</translation>
        </message>
        <message>
            <source>it has %1 bytes, %2 are expected</source>
            <translation>它有 %1 字节，应有 %2</translation>
        </message>
        <message>
            <source>it has %1 bytes, at most %2 are read here</source>
            <translation>它有 %1 字节，这里最多读取 %2 字节</translation>
        </message>
        <message>
            <source>it has %1 bytes; at most %2 are read</source>
            <translation>它有 %1 字节；最多读取 %2 字节</translation>
        </message>
        <message>
            <source>it has %1 cells, the header has %2</source>
            <translation>它有 %1 格，表头有 %2 格</translation>
        </message>
        <message>
            <source>it has %1 columns, at most %2 are read</source>
            <translation>它有 %1 列，最多读取 %2 列</translation>
        </message>
        <message>
            <source>it has %1 dimensions, at most %2 are allowed</source>
            <translation>它有 %1 维，最多允许 %2 维</translation>
        </message>
        <message>
            <source>it has %1 dimensions, at most 4 can be used</source>
            <translation>它有 %1 维，最多能用 4 维</translation>
        </message>
        <message>
            <source>it has %1 tokens but %2 scores (tokenizer.ggml.scores)</source>
            <translation>它有 %1 个词元，却有 %2 个分数（tokenizer.ggml.scores）</translation>
        </message>
        <message>
            <source>it has %1 tokens but %2 types (tokenizer.ggml.token_type)</source>
            <translation>它有 %1 个词元，却有 %2 个类型（tokenizer.ggml.token_type）</translation>
        </message>
        <message>
            <source>it has %1 tokens, and at least 2 are needed</source>
            <translation>它有 %1 个词元，至少需要 2 个</translation>
        </message>
        <message>
            <source>it has %1 tokens, and the context of %2 must hold the answer too</source>
            <translation>它有 %1 个词元，而 %2 的上下文还要容纳回答</translation>
        </message>
        <message>
            <source>it has %1 tokens, the embedding only %2 rows</source>
            <translation>它有 %1 个词元，嵌入却只有 %2 行</translation>
        </message>
        <message>
            <source>it has %1 unknown pieces, not one</source>
            <translation>它有 %1 个未知片段，而不是一个</translation>
        </message>
        <message>
            <source>it has %1 values, expected [%2, %3]</source>
            <translation>它有 %1 个值，应为 [%2, %3]</translation>
        </message>
        <message>
            <source>it has %1, at most %2 are read</source>
            <translation>它有 %1 个，最多读取 %2 个</translation>
        </message>
        <message>
            <source>it has more than %1 dimensions</source>
            <translation>它超过 %1 维</translation>
        </message>
        <message>
            <source>it has no "model"</source>
            <translation>没有“model”</translation>
        </message>
        <message>
            <source>it has no "name"</source>
            <translation>它没有 "name"</translation>
        </message>
        <message>
            <source>it has no %1; there are: %2</source>
            <translation>其中没有 %1；可选的有：%2</translation>
        </message>
        <message>
            <source>it has no cases</source>
            <translation>它没有用例</translation>
        </message>
        <message>
            <source>it has no messages</source>
            <translation>没有消息</translation>
        </message>
        <message>
            <source>it has no such file</source>
            <translation>其中没有这个文件</translation>
        </message>
        <message>
            <source>it has no such revision</source>
            <translation>没有这个版本</translation>
        </message>
        <message>
            <source>it has no tokens (tokenizer.ggml.tokens)</source>
            <translation>它没有词元（tokenizer.ggml.tokens）</translation>
        </message>
        <message>
            <source>it holds a configuration but no weights</source>
            <translation>只有配置，没有权重</translation>
        </message>
        <message>
            <source>it holds a space or a line end</source>
            <translation>其中含有空格或换行</translation>
        </message>
        <message>
            <source>it holds neither a GGUF file nor config.json or adapter_config.json with safetensors</source>
            <translation>其中既没有 GGUF 文件，也没有带 safetensors 的 config.json 或 adapter_config.json</translation>
        </message>
        <message>
            <source>it holds no LoRA matrices</source>
            <translation>其中没有 LoRA 矩阵</translation>
        </message>
        <message>
            <source>it holds pickles only (.bin, .pt), and opening a pickle runs the code in it</source>
            <translation>其中只有 pickle 文件（.bin、.pt），打开 pickle 会执行其中的代码</translation>
        </message>
        <message>
            <source>it holds values that are not finite</source>
            <translation>其中含有非有限的数值</translation>
        </message>
        <message>
            <source>it holds values that f16 cannot (above 65504)</source>
            <translation>其中含有 f16 存不下的数值（大于 65504）</translation>
        </message>
        <message>
            <source>it is %1 %2, expected F32 [%3]</source>
            <translation>它是 %1 %2，应为 F32 [%3]</translation>
        </message>
        <message>
            <source>it is a file, and a folder shall take its place</source>
            <translation>它是文件，而要放在那里的是文件夹</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>它是一个文件夹</translation>
        </message>
        <message>
            <source>it is a folder, and a GGUF file shall take its place</source>
            <translation>它是文件夹，而要放在那里的是 GGUF 文件</translation>
        </message>
        <message>
            <source>it is a link that leads out of its cache</source>
            <translation>它是一个指向缓存之外的链接</translation>
        </message>
        <message>
            <source>it is a link that leads out of the model's folder</source>
            <translation>它是一个指向模型文件夹之外的链接</translation>
        </message>
        <message>
            <source>it is a list of lists, which nobody can read</source>
            <translation>它是列表的列表，没有程序能读</translation>
        </message>
        <message>
            <source>it is a reward model: it scores conversations and writes none</source>
            <translation>它是奖励模型：只给对话打分，不写文本</translation>
        </message>
        <message>
            <source>it is cut short or damaged</source>
            <translation>文件被截断或已损坏</translation>
        </message>
        <message>
            <source>it is damaged or incomplete: get it again</source>
            <translation>文件已损坏或不完整：请重新获取</translation>
        </message>
        <message>
            <source>it is empty</source>
            <translation>它是空的</translation>
        </message>
        <message>
            <source>it is longer than %1 bytes</source>
            <translation>它超过 %1 字节</translation>
        </message>
        <message>
            <source>it is missing</source>
            <translation>它不在了</translation>
        </message>
        <message>
            <source>it is neither a file nor a folder</source>
            <translation>它既不是文件也不是文件夹</translation>
        </message>
        <message>
            <source>it is nested deeper than %1 levels</source>
            <translation>它嵌套超过 %1 层</translation>
        </message>
        <message>
            <source>it is no GGUF file</source>
            <translation>不是 GGUF 文件</translation>
        </message>
        <message>
            <source>it is no JSON object</source>
            <translation>它不是 JSON 对象</translation>
        </message>
        <message>
            <source>it is no name in the folder</source>
            <translation>它不是文件夹里的名称</translation>
        </message>
        <message>
            <source>it is no valid JSON at line %1, column %2</source>
            <translation>第 %1 行第 %2 列不是有效的 JSON</translation>
        </message>
        <message>
            <source>it is not UTF-8 (column %1)</source>
            <translation>它不是 UTF-8（第 %1 列）</translation>
        </message>
        <message>
            <source>it is not a GGUF file</source>
            <translation>它不是 GGUF 文件</translation>
        </message>
        <message>
            <source>it is not a file</source>
            <translation>它不是文件</translation>
        </message>
        <message>
            <source>it is not a finite number</source>
            <translation>不是有限的数</translation>
        </message>
        <message>
            <source>it is not a number</source>
            <translation>它不是数字</translation>
        </message>
        <message>
            <source>it is not a project file: it does not begin like a SQLite database</source>
            <translation>不是项目文件：开头不是 SQLite 数据库</translation>
        </message>
        <message>
            <source>it is not a regular file</source>
            <translation>不是普通文件</translation>
        </message>
        <message>
            <source>it is not an http or https address</source>
            <translation>它不是 http 或 https 地址</translation>
        </message>
        <message>
            <source>it is not an object</source>
            <translation>它不是对象</translation>
        </message>
        <message>
            <source>it is not there, or not for everybody</source>
            <translation>不存在，或并非对所有人开放</translation>
        </message>
        <message>
            <source>it is not valid JSON: %1</source>
            <translation>它不是有效的 JSON：%1</translation>
        </message>
        <message>
            <source>it is not valid UTF-8</source>
            <translation>它不是有效的 UTF-8</translation>
        </message>
        <message>
            <source>it is not valid text in the encoding of the file</source>
            <translation>按文件的编码它不是有效文本</translation>
        </message>
        <message>
            <source>it is of type %1</source>
            <translation>它的类型是 %1</translation>
        </message>
        <message>
            <source>it is of type %1, which cannot be computed with</source>
            <translation>它的类型是 %1，无法参与计算</translation>
        </message>
        <message>
            <source>it is one of %1 parts, but its name does not end in "-00001-of-%2.gguf"</source>
            <translation>它是 %1 个部分之一，但文件名不以“-00001-of-%2.gguf”结尾</translation>
        </message>
        <message>
            <source>it is packed (%1) although nobody asked for that</source>
            <translation>未经请求就被压缩（%1）</translation>
        </message>
        <message>
            <source>it is shorter than when it was opened</source>
            <translation>它比打开时短</translation>
        </message>
        <message>
            <source>it is the database of another program</source>
            <translation>它是别的程序的数据库</translation>
        </message>
        <message>
            <source>it leads from https to an address without encryption: %1</source>
            <translation>它从 https 跳转到未加密的地址：%1</translation>
        </message>
        <message>
            <source>it leads in circles</source>
            <translation>跳转不断循环</translation>
        </message>
        <message>
            <source>it leads to an address that is not followed: %1</source>
            <translation>它跳转到一个不予跟随的地址：%1</translation>
        </message>
        <message>
            <source>it lists %1 twice</source>
            <translation>它把 %1 列出了两次</translation>
        </message>
        <message>
            <source>it lists no files</source>
            <translation>它没有列出文件</translation>
        </message>
        <message>
            <source>it lists too many files</source>
            <translation>列出的文件过多</translation>
        </message>
        <message>
            <source>it must be %1 in this part, it is %2</source>
            <translation>在这一部分里应为 %1，现为 %2</translation>
        </message>
        <message>
            <source>it must be a whole number, its type is %1</source>
            <translation>它应为整数，其类型却是 %1</translation>
        </message>
        <message>
            <source>it must be an object</source>
            <translation>应为对象</translation>
        </message>
        <message>
            <source>it must be an object, it is %1</source>
            <translation>应为对象，现为 %1</translation>
        </message>
        <message>
            <source>it must be between %1 and %2, it is %3</source>
            <translation>它应在 %1 与 %2 之间，现为 %3</translation>
        </message>
        <message>
            <source>it names a file that would leave its folder: %1</source>
            <translation>它列出的文件会写到文件夹之外：%1</translation>
        </message>
        <message>
            <source>it needs %1, and %2 are free there</source>
            <translation>需要 %1，而那里只剩 %2</translation>
        </message>
        <message>
            <source>it needs at least %1 (micro-batches of one row, up to %2 tokens, all blocks made again in the backward pass), and %3 were allowed</source>
            <translation>至少需要 %1（微批为一行、最多 %2 个词元，所有块都在反向传播时重算），而上限是 %3</translation>
        </message>
        <message>
            <source>it nests deeper than %1</source>
            <translation>它嵌套超过 %1 层</translation>
        </message>
        <message>
            <source>it nests or calls itself deeper than %1</source>
            <translation>它嵌套或调用自身超过 %1 层</translation>
        </message>
        <message>
            <source>it says %1 tensors, the parts hold %2</source>
            <translation>它声明有 %1 个张量，各部分共有 %2 个</translation>
        </message>
        <message>
            <source>it sends more than the %1 bytes the hub lists</source>
            <translation>发来的数据超过模型站列出的 %1 字节</translation>
        </message>
        <message>
            <source>it sends something else every time</source>
            <translation>每次返回的内容都不一样</translation>
        </message>
        <message>
            <source>it should have %1 bytes and has %2</source>
            <translation>它应有 %1 字节，实有 %2 字节</translation>
        </message>
        <message>
            <source>it takes "%1" without regard to case, where one character may stand for several</source>
            <translation>它不区分大小写地匹配“%1”，此时一个字符可能相当于几个字符</translation>
        </message>
        <message>
            <source>it takes more than %1 steps</source>
            <translation>它需要的步数超过 %1</translation>
        </message>
        <message>
            <source>it uses &amp;&amp; inside of [ ] with nothing beside it</source>
            <translation>它在 [ ] 内使用了 &amp;&amp;，旁边却没有内容</translation>
        </message>
        <message>
            <source>it uses &amp;&amp; or an opposite inside of [ ] without regard to case</source>
            <translation>它在不区分大小写的 [ ] 内使用了 &amp;&amp; 或取反</translation>
        </message>
        <message>
            <source>it uses \%1</source>
            <translation>它使用了 \%1</translation>
        </message>
        <message>
            <source>it uses an empty [ ]</source>
            <translation>它使用了空的 [ ]</translation>
        </message>
        <message>
            <source>it uses the property "%1" inside of [ ] without regard to case</source>
            <translation>它在不区分大小写的 [ ] 内使用了属性“%1”</translation>
        </message>
        <message>
            <source>it was %1 bytes long when it was opened and has been cut short since, or its disk failed</source>
            <translation>打开时它有 %1 字节，之后被截短，或磁盘出错</translation>
        </message>
        <message>
            <source>it was changed elsewhere meanwhile</source>
            <translation>它在别处被改动了</translation>
        </message>
        <message>
            <source>it was written by a newer Inkstone (format %1, this one knows %2)</source>
            <translation>它由更新的 Inkstone 写成（格式 %1，本版本只认识到 %2）</translation>
        </message>
        <message>
            <source>it was written with the other endianness (big-endian)</source>
            <translation>它以另一种字节序（大端）写成</translation>
        </message>
        <message>
            <source>it writes text and is no reward model</source>
            <translation>它写文本，不是奖励模型</translation>
        </message>
        <message>
            <source>its "%1" has no pattern</source>
            <translation>它的“%1”没有匹配式</translation>
        </message>
        <message>
            <source>its %1 "%2" is not known here</source>
            <translation>它的 %1“%2”在这里未知</translation>
        </message>
        <message>
            <source>its GGUF version is %1, versions 2 and 3 can be read</source>
            <translation>它的 GGUF 版本是 %1，可读取版本 2 和 3</translation>
        </message>
        <message>
            <source>its SHA-256 is %1, expected is %2</source>
            <translation>它的 SHA-256 是 %1，应为 %2</translation>
        </message>
        <message>
            <source>its TemplateProcessing has no "single"</source>
            <translation>它的 TemplateProcessing 没有“single”</translation>
        </message>
        <message>
            <source>its answer is larger than any list of files</source>
            <translation>应答比任何文件列表都大</translation>
        </message>
        <message>
            <source>its answer is not a JSON object</source>
            <translation>应答不是 JSON 对象</translation>
        </message>
        <message>
            <source>its answer's head has no end</source>
            <translation>应答头没有尽头</translation>
        </message>
        <message>
            <source>its architecture is %1, known are: %2</source>
            <translation>它的架构是 %1，已知的有：%2</translation>
        </message>
        <message>
            <source>its brackets nest too deep</source>
            <translation>它的方括号嵌套太深</translation>
        </message>
        <message>
            <source>its bytes overlap those of another tensor</source>
            <translation>它的字节与另一个张量重叠</translation>
        </message>
        <message>
            <source>its certificate cannot be trusted (%1)</source>
            <translation>其证书不可信（%1）</translation>
        </message>
        <message>
            <source>its checksum is %1, the hub lists %2</source>
            <translation>校验和是 %1，模型站列出的是 %2</translation>
        </message>
        <message>
            <source>its contents changed since it was saved</source>
            <translation>保存之后其内容有变</translation>
        </message>
        <message>
            <source>its data is cut off: %1 bytes are missing</source>
            <translation>数据被截断：缺 %1 字节</translation>
        </message>
        <message>
            <source>its data must begin at %1, the file says %2</source>
            <translation>它的数据应从 %1 开始，文件却说 %2</translation>
        </message>
        <message>
            <source>its decoder has no "ByteFallback" for the model's byte tokens</source>
            <translation>它的解码器没有处理模型字节词元的“ByteFallback”</translation>
        </message>
        <message>
            <source>its description must be an object</source>
            <translation>它的描述应为对象</translation>
        </message>
        <message>
            <source>its digest is none: %1</source>
            <translation>其摘要无效：%1</translation>
        </message>
        <message>
            <source>its dimension %1 is negative</source>
            <translation>它的维度 %1 是负数</translation>
        </message>
        <message>
            <source>its disk does not support write-ahead logging (mode %1)</source>
            <translation>所在磁盘不支持预写日志（模式 %1）</translation>
        </message>
        <message>
            <source>its download was not finished</source>
            <translation>下载未完成</translation>
        </message>
        <message>
            <source>its file %1 cannot be read: %2</source>
            <translation>它的文件 %1 无法读取：%2</translation>
        </message>
        <message>
            <source>its file %1 is not in the folder of the suite</source>
            <translation>它的文件 %1 不在评测集所在的文件夹里</translation>
        </message>
        <message>
            <source>its format %1 is older than %2</source>
            <translation>它的格式 %1 早于 %2</translation>
        </message>
        <message>
            <source>its format is %1, this Inkstone knows 1 to %2</source>
            <translation>它的格式是 %1，本版 Inkstone 认识 1 到 %2</translation>
        </message>
        <message>
            <source>its head is divided by its rows' lengths whenever it runs</source>
            <translation>它的输出层每次运行时都按行归一化</translation>
        </message>
        <message>
            <source>its header claims %1 bytes, at most %2 are allowed</source>
            <translation>文件头声称有 %1 字节，最多允许 %2 字节</translation>
        </message>
        <message>
            <source>its header claims %1 bytes, the file has %2 after it begins</source>
            <translation>文件头声称有 %1 字节，其后文件只有 %2 字节</translation>
        </message>
        <message>
            <source>its header does not begin with {</source>
            <translation>文件头不以 { 开始</translation>
        </message>
        <message>
            <source>its header goes on after its end, at byte %1</source>
            <translation>文件头在结束之后仍有内容，位于第 %1 字节</translation>
        </message>
        <message>
            <source>its header is no valid JSON at byte %1</source>
            <translation>文件头在第 %1 字节处不是有效的 JSON</translation>
        </message>
        <message>
            <source>its header is no valid UTF-8</source>
            <translation>文件头不是有效的 UTF-8</translation>
        </message>
        <message>
            <source>its header is too small: the file has %1 bytes</source>
            <translation>文件头太小：文件只有 %1 字节</translation>
        </message>
        <message>
            <source>its heads are %1 wide, which is not a multiple of %2</source>
            <translation>它的注意力头宽为 %1，不是 %2 的倍数</translation>
        </message>
        <message>
            <source>its heads differ in size (key %1, value %2, rotary %3)</source>
            <translation>它的头尺寸不一（键 %1、值 %2、旋转 %3）</translation>
        </message>
        <message>
            <source>its hidden size %1 does not share out among %2 attention heads</source>
            <translation>它的隐藏维度 %1 不能平均分给 %2 个注意力头</translation>
        </message>
        <message>
            <source>its item %1 is too big: %2</source>
            <translation>它的第 %1 项太大：%2</translation>
        </message>
        <message>
            <source>its items have the unknown type %1</source>
            <translation>它的各项是未知类型 %1</translation>
        </message>
        <message>
            <source>its items must be %1, they are %2</source>
            <translation>它的各项应为 %1，现为 %2</translation>
        </message>
        <message>
            <source>its items must be i32, they are %1</source>
            <translation>它的各项应为 i32，现为 %1</translation>
        </message>
        <message>
            <source>its kind "%1" (tokenizer.ggml.model) is not known here; "gpt2" and "llama" are</source>
            <translation>它的种类“%1”（tokenizer.ggml.model）在这里未知；认识的是“gpt2”和“llama”</translation>
        </message>
        <message>
            <source>its kind of model %1 is not known</source>
            <translation>它的模型种类 %1 未知</translation>
        </message>
        <message>
            <source>its layers are called %1, expected layers</source>
            <translation>它的层名为 %1，应为 layers</translation>
        </message>
        <message>
            <source>its metadata can be looked at, but it cannot run here yet</source>
            <translation>可以查看它的元数据，但这里还不能运行它</translation>
        </message>
        <message>
            <source>its metadata has %1, at most %2 are read</source>
            <translation>它的元数据有 %1 条，最多读取 %2 条</translation>
        </message>
        <message>
            <source>its method is %1, expected LORA</source>
            <translation>它的方法是 %1，应为 LORA</translation>
        </message>
        <message>
            <source>its model "%1" is not known here; "BPE" is</source>
            <translation>它的模型“%1”在这里未知；认识的是“BPE”</translation>
        </message>
        <message>
            <source>its model has no "merges"</source>
            <translation>它的 model 没有“merges”</translation>
        </message>
        <message>
            <source>its model has no "vocab"</source>
            <translation>它的 model 没有“vocab”</translation>
        </message>
        <message>
            <source>its model uses "%1", which is not known here</source>
            <translation>它的模型用到“%1”，在这里未知</translation>
        </message>
        <message>
            <source>its model, data or settings changed since the checkpoint was written</source>
            <translation>写下检查点之后，模型、数据或设置有了改动</translation>
        </message>
        <message>
            <source>its name holds a zero byte</source>
            <translation>名称中含有零字节</translation>
        </message>
        <message>
            <source>its normalizer_spec is damaged</source>
            <translation>它的 normalizer_spec 已损坏</translation>
        </message>
        <message>
            <source>its owner wants a licence to be accepted first</source>
            <translation>所有者要求先接受许可协议</translation>
        </message>
        <message>
            <source>its pre-tokenizer "%1" (tokenizer.ggml.pre) is not known here</source>
            <translation>它的预分词器“%1”（tokenizer.ggml.pre）在这里未知</translation>
        </message>
        <message>
            <source>its property "%1" is not known here</source>
            <translation>此处不认识它的字符属性“%1”</translation>
        </message>
        <message>
            <source>its rows have %1 values, type %2 needs a multiple of %3</source>
            <translation>它每行有 %1 个值，类型 %2 需要 %3 的倍数</translation>
        </message>
        <message>
            <source>its shape %1 needs more bytes than the file has</source>
            <translation>它的形状 %1 需要的字节比文件还多</translation>
        </message>
        <message>
            <source>its shape does not fit its type</source>
            <translation>形状与类型不符</translation>
        </message>
        <message>
            <source>its shape is %1, expected [%2, %3]</source>
            <translation>它的形状是 %1，应为 [%2, %3]</translation>
        </message>
        <message>
            <source>its shape is %1, expected [%2]</source>
            <translation>它的形状是 %1，应为 [%2]</translation>
        </message>
        <message>
            <source>its shape is impossibly big</source>
            <translation>形状大得不可能</translation>
        </message>
        <message>
            <source>its shape needs %1 bytes, %2 were given</source>
            <translation>它的形状需要 %1 字节，给出的是 %2 字节</translation>
        </message>
        <message>
            <source>its shape needs %1 bytes, its offsets give %2</source>
            <translation>它的形状需要 %1 字节，其偏移给出 %2 字节</translation>
        </message>
        <message>
            <source>its start (%1) changed the weights of the base as well</source>
            <translation>它的初始化方式（%1）同时改动了基座的权重</translation>
        </message>
        <message>
            <source>its table of normalisation rules is damaged</source>
            <translation>它的规范化规则表已损坏</translation>
        </message>
        <message>
            <source>its tables are not those of format %1: somebody changed them</source>
            <translation>它的表与格式 %1 不符：有人改动过</translation>
        </message>
        <message>
            <source>its template does not put in the text exactly once</source>
            <translation>它的模板没有恰好放入正文一次</translation>
        </message>
        <message>
            <source>its template names "%1", which it does not define</source>
            <translation>它的模板用到“%1”，却没有定义</translation>
        </message>
        <message>
            <source>its template puts in the id %1, which is not in the vocabulary</source>
            <translation>它的模板放入编号 %1，词表中没有</translation>
        </message>
        <message>
            <source>its text is empty</source>
            <translation>文本为空</translation>
        </message>
        <message>
            <source>its text was edited after the label</source>
            <translation>标注之后其文本被编辑过</translation>
        </message>
        <message>
            <source>its trainer_spec is damaged</source>
            <translation>它的 trainer_spec 已损坏</translation>
        </message>
        <message>
            <source>its type %1 is no type for weights</source>
            <translation>它的类型 %1 不是权重类型</translation>
        </message>
        <message>
            <source>its type %1 is not supported</source>
            <translation>类型 %1 不受支持</translation>
        </message>
        <message>
            <source>its type %1 is unknown</source>
            <translation>类型 %1 未知</translation>
        </message>
        <message>
            <source>its type %1 was removed from the format</source>
            <translation>类型 %1 已从格式中移除</translation>
        </message>
        <message>
            <source>its type is %1; F32, F16 and BF16 are read</source>
            <translation>其类型是 %1；只读取 F32、F16 和 BF16</translation>
        </message>
        <message>
            <source>its type must be %1, it is %2</source>
            <translation>它的类型应为 %1，现为 %2</translation>
        </message>
        <message>
            <source>its type must be f32, it is %1</source>
            <translation>它的类型应为 f32，现为 %1</translation>
        </message>
        <message>
            <source>its type must be u32, it is %1</source>
            <translation>它的类型应为 u32，现为 %1</translation>
        </message>
        <message>
            <source>its unk_token "%1" is not in the vocabulary</source>
            <translation>它的 unk_token“%1”不在词表中</translation>
        </message>
        <message>
            <source>its value has the unknown type %1</source>
            <translation>它的值是未知类型 %1</translation>
        </message>
        <message>
            <source>its weights are pickles, and opening a pickle runs the code in it</source>
            <translation>其权重是 pickle 文件，打开 pickle 会执行其中的代码</translation>
        </message>
        <message>
            <source>join() expected a string, found '%1'</source>
            <translation>join() 需要字符串，却是“%1”</translation>
        </message>
        <message>
            <source>keep the names of the Llama form</source>
            <translation>保留 Llama 形式的名称</translation>
        </message>
        <message>
            <source>keep the original files for what needs it</source>
            <translation>需要它的地方请保留原文件</translation>
        </message>
        <message>
            <source>leave @... out, or correct it</source>
            <translation>去掉 @… 或改正它</translation>
        </message>
        <message>
            <source>leave out --resume to start it</source>
            <translation>要从头开始，请去掉 --resume</translation>
        </message>
        <message>
            <source>let Ollama pull it again</source>
            <translation>请让 Ollama 重新拉取</translation>
        </message>
        <message>
            <source>let the program that got it finish, or get it again</source>
            <translation>让下载它的程序完成，或重新获取</translation>
        </message>
        <message>
            <source>look at it again and repeat your change</source>
            <translation>请再看一遍，然后重做你的改动</translation>
        </message>
        <message>
            <source>look at it as it is now</source>
            <translation>请查看它现在的内容</translation>
        </message>
        <message>
            <source>look at the list of its files</source>
            <translation>查看它的文件列表</translation>
        </message>
        <message>
            <source>look at the page of the model</source>
            <translation>查看模型页面</translation>
        </message>
        <message>
            <source>look at the preview and say which column has which role</source>
            <translation>请看预览，指明每列的角色</translation>
        </message>
        <message>
            <source>look for a repository with safetensors or GGUF files, or for its branch refs/pr/... with them</source>
            <translation>寻找带 safetensors 或 GGUF 文件的仓库，或其带有这些文件的分支 refs/pr/…</translation>
        </message>
        <message>
            <source>look for it by hand</source>
            <translation>请手动打开它</translation>
        </message>
        <message>
            <source>looking into the adapter was stopped</source>
            <translation>已停止查看适配器</translation>
        </message>
        <message>
            <source>lower the learning rate, or look at the rows named in the log</source>
            <translation>请降低学习率，或查看日志中提到的记录</translation>
        </message>
        <message>
            <source>merge %1 is "%2", not two parts with a space between</source>
            <translation>第 %1 条合并是“%2”，不是以空格分开的两部分</translation>
        </message>
        <message>
            <source>merge %1 is not a pair of strings</source>
            <translation>第 %1 条合并不是一对字符串</translation>
        </message>
        <message>
            <source>merge %1 needs "%2", which is not in the vocabulary</source>
            <translation>第 %1 条合并需要“%2”，词表中没有</translation>
        </message>
        <message>
            <source>merge it into its base with peft, or train it again here</source>
            <translation>请用 peft 把它合并进基座，或在这里重新训练</translation>
        </message>
        <message>
            <source>merge it into the model first, or train with LoRA</source>
            <translation>请先将它合并进模型，或改用 LoRA 训练</translation>
        </message>
        <message>
            <source>metadata keys</source>
            <translation>元数据键</translation>
        </message>
        <message>
            <source>models that need an account are not fetched from ModelScope</source>
            <translation>不从 ModelScope 获取需要账号的模型</translation>
        </message>
        <message>
            <source>move the project to a local disk</source>
            <translation>请把项目移到本地磁盘</translation>
        </message>
        <message>
            <source>name its base model with --model</source>
            <translation>请用 --model 指定它的基座模型</translation>
        </message>
        <message>
            <source>no answer in time (%1)</source>
            <translation>未在时限内应答（%1）</translation>
        </message>
        <message>
            <source>no backup folder is set</source>
            <translation>没有设置备份文件夹</translation>
        </message>
        <message>
            <source>no connection (%1)</source>
            <translation>无法连接（%1）</translation>
        </message>
        <message>
            <source>no draft can be written</source>
            <translation>无法起草回答</translation>
        </message>
        <message>
            <source>no file follows the colon</source>
            <translation>冒号后面没有文件</translation>
        </message>
        <message>
            <source>no file was given</source>
            <translation>没有给出文件</translation>
        </message>
        <message>
            <source>no file, folder or installed model has this name; installed: %1</source>
            <translation>没有文件、文件夹或已安装的模型叫这个名字；已安装：%1</translation>
        </message>
        <message>
            <source>no form that a GGUF file can hold gives the same tokens; they differ on "%1"</source>
            <translation>GGUF 能表示的任何形式都得不到相同的词元；在“%1”上不同</translation>
        </message>
        <message>
            <source>no matrix is chosen</source>
            <translation>没有选择任何矩阵</translation>
        </message>
        <message>
            <source>no model is on this machine</source>
            <translation>这台机器上没有模型</translation>
        </message>
        <message>
            <source>no project is open</source>
            <translation>没有打开的项目</translation>
        </message>
        <message>
            <source>no scaling of transformers gives these rotary steps</source>
            <translation>transformers 的任何缩放都得不到这些旋转步长</translation>
        </message>
        <message>
            <source>nothing is expected: every answer would be wrong</source>
            <translation>没有期望文本：任何回答都会算错</translation>
        </message>
        <message>
            <source>nothing was corrected</source>
            <translation>没有改正任何内容</translation>
        </message>
        <message>
            <source>nothing was imported</source>
            <translation>什么也没有导入</translation>
        </message>
        <message>
            <source>nothing was imported: no row is usable</source>
            <translation>什么也没有导入：没有可用的记录</translation>
        </message>
        <message>
            <source>nothing was sent to Label</source>
            <translation>没有送去标注</translation>
        </message>
        <message>
            <source>null</source>
            <translation>null</translation>
        </message>
        <message>
            <source>object of type '%1' has no length</source>
            <translation>“%1”类型的对象没有长度</translation>
        </message>
        <message>
            <source>one of its files is not an object</source>
            <translation>其中一个文件不是对象</translation>
        </message>
        <message>
            <source>one of the files may be damaged</source>
            <translation>其中一个文件可能已损坏</translation>
        </message>
        <message>
            <source>one of them gave non-finite logits</source>
            <translation>其中一个给出了非有限的 logits</translation>
        </message>
        <message>
            <source>only one label is allowed</source>
            <translation>只能选一个标签</translation>
        </message>
        <message>
            <source>open %1 in a browser, accept the licence there, and set HF_TOKEN</source>
            <translation>在浏览器中打开 %1，接受那里的许可协议，并设置 HF_TOKEN</translation>
        </message>
        <message>
            <source>open it for writing once, then it is brought up to date</source>
            <translation>请以可写方式打开一次，它就会更新</translation>
        </message>
        <message>
            <source>open it instead</source>
            <translation>请直接打开它</translation>
        </message>
        <message>
            <source>open the file it leads to by its own path</source>
            <translation>请用所指文件自己的路径打开</translation>
        </message>
        <message>
            <source>open the record and change the label there</source>
            <translation>请打开该记录，在那里修改标注</translation>
        </message>
        <message>
            <source>output</source>
            <translation>output</translation>
        </message>
        <message>
            <source>packaging/run.sh gets it (%1)</source>
            <translation>packaging/run.sh 会获取它（%1）</translation>
        </message>
        <message>
            <source>parts of it are missing: %1</source>
            <translation>缺少其中几部分：%1</translation>
        </message>
        <message>
            <source>piece %1 has %2 bytes, not 1 to %3</source>
            <translation>片段 %1 有 %2 字节，应为 1 到 %3</translation>
        </message>
        <message>
            <source>piece %1 has the unknown type %2</source>
            <translation>片段 %1 是未知类型 %2</translation>
        </message>
        <message>
            <source>piece %1 holds a NUL</source>
            <translation>片段 %1 含有 NUL</translation>
        </message>
        <message>
            <source>piece %1 is damaged</source>
            <translation>片段 %1 已损坏</translation>
        </message>
        <message>
            <source>piece %1 is not UTF-8</source>
            <translation>片段 %1 不是 UTF-8</translation>
        </message>
        <message>
            <source>put all parts into the same folder</source>
            <translation>请把各部分放进同一个文件夹</translation>
        </message>
        <message>
            <source>put the complete file back and open it again</source>
            <translation>请放回完整的文件，再重新打开</translation>
        </message>
        <message>
            <source>put the file itself in its place</source>
            <translation>请放入文件本身</translation>
        </message>
        <message>
            <source>put the text beside the suite and write its path from there</source>
            <translation>把文本放在评测集旁边，并写出从那里开始的路径</translation>
        </message>
        <message>
            <source>range() is longer than %1</source>
            <translation>range() 超过 %1 项</translation>
        </message>
        <message>
            <source>reading the weights was stopped</source>
            <translation>已停止读取权重</translation>
        </message>
        <message>
            <source>reading was stopped</source>
            <translation>读取已停止</translation>
        </message>
        <message>
            <source>record %1 does not fit its checksum</source>
            <translation>记录 %1 与校验和不符</translation>
        </message>
        <message>
            <source>rename or move that one first</source>
            <translation>请先给那一个改名或移走它</translation>
        </message>
        <message>
            <source>request %1</source>
            <translation>第 %1 个调用</translation>
        </message>
        <message>
            <source>restore the file and open it again</source>
            <translation>请恢复文件后重新打开</translation>
        </message>
        <message>
            <source>role</source>
            <translation>role</translation>
        </message>
        <message>
            <source>rotary scaling %1 is not supported yet</source>
            <translation>旋转位置缩放 %1 尚不支持</translation>
        </message>
        <message>
            <source>save the file as UTF-8</source>
            <translation>请把文件存为 UTF-8</translation>
        </message>
        <message>
            <source>set HF_TOKEN to a token of your account that may read it</source>
            <translation>把 HF_TOKEN 设为有权读取它的账号令牌</translation>
        </message>
        <message>
            <source>shorten the prompt or begin a new chat</source>
            <translation>请缩短提示词，或开始新的会话</translation>
        </message>
        <message>
            <source>something else</source>
            <translation>其他内容</translation>
        </message>
        <message>
            <source>split</source>
            <translation>split</translation>
        </message>
        <message>
            <source>start a new chat or shorten the prompt</source>
            <translation>请开始新的会话，或缩短提示词</translation>
        </message>
        <message>
            <source>start a new run, or undo the change</source>
            <translation>请开始新的训练任务，或撤销改动</translation>
        </message>
        <message>
            <source>step %1 was left out: its loss or gradient is not a number (first record: %2)</source>
            <translation>略去第 %1 步：损失或梯度不是数字（第一条记录：%2）</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>system</source>
            <translation>system</translation>
        </message>
        <message>
            <source>take bf16 or f32</source>
            <translation>请选 bf16 或 f32</translation>
        </message>
        <message>
            <source>take gguf or hf</source>
            <translation>请选 gguf 或 hf</translation>
        </message>
        <message>
            <source>take one of them, or convert to GGUF</source>
            <translation>请选其中之一，或转换成 GGUF</translation>
        </message>
        <message>
            <source>take one of: %1</source>
            <translation>请选其中之一：%1</translation>
        </message>
        <message>
            <source>tensor %1 does not have the model's size</source>
            <translation>张量 %1 的大小与模型不符</translation>
        </message>
        <message>
            <source>tensor %1 does not have the size of what is trained</source>
            <translation>张量 %1 的大小与所训练的参数不符</translation>
        </message>
        <message>
            <source>tensor %1 has no place in the model</source>
            <translation>张量 %1 在模型中没有位置</translation>
        </message>
        <message>
            <source>tensor %1 is missing</source>
            <translation>缺少张量 %1</translation>
        </message>
        <message>
            <source>tensors</source>
            <translation>张量</translation>
        </message>
        <message>
            <source>tests cannot be chained with "is"</source>
            <translation>“is”测试不能连用</translation>
        </message>
        <message>
            <source>text</source>
            <translation>text</translation>
        </message>
        <message>
            <source>texts longer than its window (%1 tokens) need a program that reads attention.sliding_window for this architecture; Inkstone does</source>
            <translation>比它的窗口（%1 个词元）更长的文本，需要会为此架构读取 attention.sliding_window 的程序；Inkstone 会</translation>
        </message>
        <message>
            <source>the SHA-256 of %1 is none</source>
            <translation>%1 的 SHA-256 无效</translation>
        </message>
        <message>
            <source>the adapter does not fit the model</source>
            <translation>适配器与模型不匹配</translation>
        </message>
        <message>
            <source>the adapter of run %1 is missing: %2</source>
            <translation>训练任务 %1 的适配器不在了：%2</translation>
        </message>
        <message>
            <source>the added token %1 has no content or no valid id</source>
            <translation>附加词元 %1 没有内容或没有有效编号</translation>
        </message>
        <message>
            <source>the added token %1 is empty or too far away</source>
            <translation>附加词元 %1 为空或编号过远</translation>
        </message>
        <message>
            <source>the address is not a model page of a known hub</source>
            <translation>该地址不是已知模型站的模型页面</translation>
        </message>
        <message>
            <source>the answer ends here because the context of %1 tokens is full</source>
            <translation>回答到此为止，因为 %1 词元的上下文已满</translation>
        </message>
        <message>
            <source>the answer was not written</source>
            <translation>回答没有写入</translation>
        </message>
        <message>
            <source>the byte piece %1 is named "%2"</source>
            <translation>字节片段 %1 的名称是“%2”</translation>
        </message>
        <message>
            <source>the case is gone</source>
            <translation>用例已不存在</translation>
        </message>
        <message>
            <source>the check was stopped</source>
            <translation>检查已被停止</translation>
        </message>
        <message>
            <source>the choice is there twice</source>
            <translation>选项出现了两次</translation>
        </message>
        <message>
            <source>the connection broke off (%1)</source>
            <translation>连接中断（%1）</translation>
        </message>
        <message>
            <source>the conversation has no question</source>
            <translation>会话里没有问题</translation>
        </message>
        <message>
            <source>the conversation is gone</source>
            <translation>会话已不存在</translation>
        </message>
        <message>
            <source>the conversation is too long</source>
            <translation>会话太长</translation>
        </message>
        <message>
            <source>the conversion was stopped</source>
            <translation>转换已停止</translation>
        </message>
        <message>
            <source>the converted model is complete, but without a certificate: %1</source>
            <translation>转换好的模型是完整的，但没有证书：%1</translation>
        </message>
        <message>
            <source>the data set %1 has its rows already</source>
            <translation>数据集 %1 已有这些记录</translation>
        </message>
        <message>
            <source>the data set is gone</source>
            <translation>数据集已不存在</translation>
        </message>
        <message>
            <source>the data set was not made</source>
            <translation>数据集没有建成</translation>
        </message>
        <message>
            <source>the data set was not renamed</source>
            <translation>数据集没有改名</translation>
        </message>
        <message>
            <source>the database is damaged: %1</source>
            <translation>数据库已损坏：%1</translation>
        </message>
        <message>
            <source>the disk is full</source>
            <translation>磁盘已满</translation>
        </message>
        <message>
            <source>the disk is read-only</source>
            <translation>磁盘是只读的</translation>
        </message>
        <message>
            <source>the encoding %1 is unknown</source>
            <translation>编码 %1 未知</translation>
        </message>
        <message>
            <source>the evaluation is gone</source>
            <translation>评测已不存在</translation>
        </message>
        <message>
            <source>the export was stopped</source>
            <translation>导出已停止</translation>
        </message>
        <message>
            <source>the file changed while it was in use</source>
            <translation>文件在使用中被改动</translation>
        </message>
        <message>
            <source>the file changed while it was read</source>
            <translation>读取时文件被改动</translation>
        </message>
        <message>
            <source>the file ends in the middle of its header</source>
            <translation>文件在文件头中间就结束了</translation>
        </message>
        <message>
            <source>the file is %1</source>
            <translation>该文件是 %1</translation>
        </message>
        <message>
            <source>the file is damaged or incomplete: get it again</source>
            <translation>文件已损坏或不完整：请重新获取</translation>
        </message>
        <message>
            <source>the file is damaged or not a language model</source>
            <translation>文件已损坏，或不是语言模型</translation>
        </message>
        <message>
            <source>the file is empty</source>
            <translation>文件是空的</translation>
        </message>
        <message>
            <source>the file is empty (0 bytes)</source>
            <translation>文件为空（0 字节）</translation>
        </message>
        <message>
            <source>the file is incomplete or no safetensors file</source>
            <translation>文件不完整，或不是 safetensors 文件</translation>
        </message>
        <message>
            <source>the file is incomplete: get it again</source>
            <translation>文件不完整：请重新获取</translation>
        </message>
        <message>
            <source>the file of tensor %1 is not a plain name</source>
            <translation>张量 %1 的文件名不是普通名称</translation>
        </message>
        <message>
            <source>the file was cut short: %1 bytes are left</source>
            <translation>文件被截短：只剩 %1 字节</translation>
        </message>
        <message>
            <source>the file was not imported a second time</source>
            <translation>文件没有再次导入</translation>
        </message>
        <message>
            <source>the filter "%1" is not known in chat templates</source>
            <translation>对话模板中没有过滤器“%1”</translation>
        </message>
        <message>
            <source>the first part says %1, this one %2</source>
            <translation>第一部分说 %1，这一部分说 %2</translation>
        </message>
        <message>
            <source>the first part says %1, this one %2: it belongs to another model</source>
            <translation>第一部分说 %1，这一部分说 %2：它属于另一个模型</translation>
        </message>
        <message>
            <source>the folder backups holds earlier copies of project.db</source>
            <translation>文件夹 backups 里有 project.db 较早的副本</translation>
        </message>
        <message>
            <source>the folder belongs to no run, so what it was trained on is not known</source>
            <translation>该文件夹不属于任何训练任务，因此不知道它基于哪个模型训练</translation>
        </message>
        <message>
            <source>the folder has neither tokenizer.json nor tokenizer.model</source>
            <translation>文件夹里既没有 tokenizer.json，也没有 tokenizer.model</translation>
        </message>
        <message>
            <source>the folder holds %1 models</source>
            <translation>文件夹里有 %1 个模型</translation>
        </message>
        <message>
            <source>the folder holds no model</source>
            <translation>文件夹里没有模型</translation>
        </message>
        <message>
            <source>the folder holds no project.db</source>
            <translation>文件夹里没有 project.db</translation>
        </message>
        <message>
            <source>the folder is not empty</source>
            <translation>文件夹不是空的</translation>
        </message>
        <message>
            <source>the format "%1" does not fit '%2'</source>
            <translation>格式“%1”不适合“%2”</translation>
        </message>
        <message>
            <source>the git hash of %1 is none</source>
            <translation>%1 的 git 哈希无效</translation>
        </message>
        <message>
            <source>the hub answers with status %1</source>
            <translation>模型站返回状态 %1</translation>
        </message>
        <message>
            <source>the hub asks to come back later: too many requests</source>
            <translation>模型站要求稍后再来：请求过多</translation>
        </message>
        <message>
            <source>the hub does not allow it</source>
            <translation>模型站不允许</translation>
        </message>
        <message>
            <source>the hub does not know HF_TOKEN, or the model is not there</source>
            <translation>模型站不认识 HF_TOKEN，或没有这个模型</translation>
        </message>
        <message>
            <source>the hub gives no checksum for %1, so that it could not be verified</source>
            <translation>模型站没有给出 %1 的校验和，无法验证</translation>
        </message>
        <message>
            <source>the hub has a problem of its own (status %1)</source>
            <translation>模型站自身出了问题（状态 %1）</translation>
        </message>
        <message>
            <source>the hub has no such model, revision or file</source>
            <translation>模型站上没有这个模型、版本或文件</translation>
        </message>
        <message>
            <source>the id %1 is there twice</source>
            <translation>id %1 出现了两次</translation>
        </message>
        <message>
            <source>the id %1 is too large</source>
            <translation>编号 %1 太大</translation>
        </message>
        <message>
            <source>the id of "%1" is not valid</source>
            <translation>“%1”的编号无效</translation>
        </message>
        <message>
            <source>the id of the token "%1" is not a whole number from 0 to %2</source>
            <translation>词元“%1”的编号不是 0 到 %2 的整数</translation>
        </message>
        <message>
            <source>the job stopped</source>
            <translation>作业停止了</translation>
        </message>
        <message>
            <source>the key "%1" comes twice</source>
            <translation>键“%1”出现两次</translation>
        </message>
        <message>
            <source>the key "%1" comes twice in one object</source>
            <translation>键“%1”在同一个对象中出现两次</translation>
        </message>
        <message>
            <source>the key %1 comes twice</source>
            <translation>键 %1 出现了两次</translation>
        </message>
        <message>
            <source>the key comes twice</source>
            <translation>键出现了两次</translation>
        </message>
        <message>
            <source>the key has characters other than printable ASCII</source>
            <translation>键中有可打印 ASCII 以外的字符</translation>
        </message>
        <message>
            <source>the label %1 is there twice</source>
            <translation>标签 %1 出现两次</translation>
        </message>
        <message>
            <source>the label was not set</source>
            <translation>标签没有设置</translation>
        </message>
        <message>
            <source>the label was not taken back</source>
            <translation>标签没有撤回</translation>
        </message>
        <message>
            <source>the labels were not set</source>
            <translation>标签没有设置</translation>
        </message>
        <message>
            <source>the machine is out of memory</source>
            <translation>本机内存不足</translation>
        </message>
        <message>
            <source>the message is gone</source>
            <translation>消息已不存在</translation>
        </message>
        <message>
            <source>the message was not saved</source>
            <translation>消息没有保存</translation>
        </message>
        <message>
            <source>the model file changed while it was in use</source>
            <translation>模型文件在使用中被改动</translation>
        </message>
        <message>
            <source>the model gave a non-finite reward</source>
            <translation>模型给出了非有限的奖励</translation>
        </message>
        <message>
            <source>the model gave non-finite logits</source>
            <translation>模型给出了非有限的 logits</translation>
        </message>
        <message>
            <source>the model has no tokenizer, so the file has none</source>
            <translation>模型没有分词器，所以文件里也没有</translation>
        </message>
        <message>
            <source>the model is not the one of the catalogue</source>
            <translation>该模型不是目录中的那一个</translation>
        </message>
        <message>
            <source>the model of run %1 is missing: %2</source>
            <translation>训练任务 %1 的模型不在了：%2</translation>
        </message>
        <message>
            <source>the model or adapter file may be damaged</source>
            <translation>模型或适配器文件可能已损坏</translation>
        </message>
        <message>
            <source>the model or adapter file may be damaged, or its training diverged</source>
            <translation>模型或适配器文件可能已损坏，或训练已发散</translation>
        </message>
        <message>
            <source>the model or the adapter is damaged, or its training diverged</source>
            <translation>模型或适配器已损坏，或其训练已发散</translation>
        </message>
        <message>
            <source>the module %1 is not known</source>
            <translation>模块 %1 未知</translation>
        </message>
        <message>
            <source>the module %1 would have rank %2, more than %3</source>
            <translation>模块 %1 的秩将为 %2，超过 %3</translation>
        </message>
        <message>
            <source>the name comes twice</source>
            <translation>名称出现两次</translation>
        </message>
        <message>
            <source>the norm's epsilon is %1</source>
            <translation>归一化的 epsilon 为 %1</translation>
        </message>
        <message>
            <source>the number %1 is too large</source>
            <translation>数 %1 太大</translation>
        </message>
        <message>
            <source>the number format "%1" is not known in chat templates</source>
            <translation>对话模板中没有数字格式“%1”</translation>
        </message>
        <message>
            <source>the one it answers is gone</source>
            <translation>它所回答的那一条已不在</translation>
        </message>
        <message>
            <source>the parameters of "%1" are no JSON object</source>
            <translation>“%1”的参数不是 JSON 对象</translation>
        </message>
        <message>
            <source>the part for validation is %1, expected 0 to below 1</source>
            <translation>验证部分为 %1，应从 0 起且小于 1</translation>
        </message>
        <message>
            <source>the pattern %1 is not understood: %2</source>
            <translation>无法理解模式 %1：%2</translation>
        </message>
        <message>
            <source>the pattern %1 takes too many steps</source>
            <translation>模式 %1 需要的步数过多</translation>
        </message>
        <message>
            <source>the pattern cannot be used</source>
            <translation>这个模式无法使用</translation>
        </message>
        <message>
            <source>the piece "%1" comes twice</source>
            <translation>片段“%1”出现两次</translation>
        </message>
        <message>
            <source>the program's sample files are not beside it</source>
            <translation>程序旁边没有它的示例文件</translation>
        </message>
        <message>
            <source>the project has %1</source>
            <translation>项目里有 %1</translation>
        </message>
        <message>
            <source>the project is open in another window</source>
            <translation>项目已在另一个窗口打开</translation>
        </message>
        <message>
            <source>the prompt grows over %1 bytes</source>
            <translation>提示超过 %1 字节</translation>
        </message>
        <message>
            <source>the prompt has no tokens</source>
            <translation>提示词没有词元</translation>
        </message>
        <message>
            <source>the prompt is too long</source>
            <translation>提示词太长</translation>
        </message>
        <message>
            <source>the proxy %1 gives no connection (%2)</source>
            <translation>代理 %1 无法建立连接（%2）</translation>
        </message>
        <message>
            <source>the rating is %1, expected 1 to 5</source>
            <translation>评分为 %1，应为 1 到 5</translation>
        </message>
        <message>
            <source>the record is gone</source>
            <translation>记录已不存在</translation>
        </message>
        <message>
            <source>the record was edited elsewhere meanwhile</source>
            <translation>这条记录已在别处被编辑</translation>
        </message>
        <message>
            <source>the record was not saved</source>
            <translation>记录没有保存</translation>
        </message>
        <message>
            <source>the records were not split</source>
            <translation>记录没有划分</translation>
        </message>
        <message>
            <source>the rotary base of its local layers is unusual (%1); other programs may not read it</source>
            <translation>它的局部层的旋转基数不常见（%1），其他程序可能不会读取</translation>
        </message>
        <message>
            <source>the row is gone</source>
            <translation>该记录已不在</translation>
        </message>
        <message>
            <source>the run is gone</source>
            <translation>训练任务已不存在</translation>
        </message>
        <message>
            <source>the run was not made</source>
            <translation>训练任务没有建成</translation>
        </message>
        <message>
            <source>the run was not taken out of the trash</source>
            <translation>运行没有从回收站取出</translation>
        </message>
        <message>
            <source>the sample project cannot be made</source>
            <translation>无法建立示例项目</translation>
        </message>
        <message>
            <source>the saved folder is damaged</source>
            <translation>保存的文件夹已损坏</translation>
        </message>
        <message>
            <source>the scale of its scores is unusual (%1); other programs may not read it</source>
            <translation>它的注意力分数缩放不常见（%1），其他程序可能不会读取</translation>
        </message>
        <message>
            <source>the score of piece %1 is not a number</source>
            <translation>片段 %1 的分数不是数字</translation>
        </message>
        <message>
            <source>the score of token %1 is not a number</source>
            <translation>词元 %1 的分数不是数字</translation>
        </message>
        <message>
            <source>the scorer %1 is unknown: exact, contains, regex or perplexity</source>
            <translation>打分器 %1 未知：可用 exact、contains、regex 或 perplexity</translation>
        </message>
        <message>
            <source>the server the hub leads to answers with status %1</source>
            <translation>模型站所指向的服务器返回状态 %1</translation>
        </message>
        <message>
            <source>the setting was not kept</source>
            <translation>设置没有保存</translation>
        </message>
        <message>
            <source>the sizes of the tensors together are impossible</source>
            <translation>各张量的大小加起来不可能</translation>
        </message>
        <message>
            <source>the system does not allow it</source>
            <translation>系统不允许</translation>
        </message>
        <message>
            <source>the tag "%1" is not known in chat templates</source>
            <translation>对话模板中没有标签“%1”</translation>
        </message>
        <message>
            <source>the target has no name</source>
            <translation>目标没有名字</translation>
        </message>
        <message>
            <source>the target is the model itself</source>
            <translation>目标就是模型本身</translation>
        </message>
        <message>
            <source>the template writes earlier turns differently once the conversation goes on</source>
            <translation>对话继续后，模板会改写之前的轮次</translation>
        </message>
        <message>
            <source>the template writes something else before an answer than when it asks for one, so the answer cannot be told from its header</source>
            <translation>模板在回答前写的内容与请求回答时不同，无法区分回答与它的开头</translation>
        </message>
        <message>
            <source>the tensors together are too big</source>
            <translation>各张量加起来过大</translation>
        </message>
        <message>
            <source>the test "%1" is not known in chat templates</source>
            <translation>对话模板中没有测试“%1”</translation>
        </message>
        <message>
            <source>the text cannot be scored</source>
            <translation>无法给文本评分</translation>
        </message>
        <message>
            <source>the text has no tokens</source>
            <translation>文本没有词元</translation>
        </message>
        <message>
            <source>the token "%1" has two ids, %2 and %3</source>
            <translation>词元“%1”有两个编号：%2 和 %3</translation>
        </message>
        <message>
            <source>the token %1 is not in the vocabulary of %2</source>
            <translation>词元 %1 不在 %2 的词表里</translation>
        </message>
        <message>
            <source>the tokenizer of the model cannot be used, so the folder has none: %1</source>
            <translation>模型的分词器无法使用，所以文件夹里没有分词器：%1</translation>
        </message>
        <message>
            <source>the tokenizer's pattern needs more memory or steps than it may</source>
            <translation>分词器的匹配式需要的内存或步数超出上限</translation>
        </message>
        <message>
            <source>the tokenizer.json made of it gives other tokens on "%1"</source>
            <translation>由它生成的 tokenizer.json 在“%1”上得到不同的词元</translation>
        </message>
        <message>
            <source>the tokens "%1" and "%2" share the id %3</source>
            <translation>词元“%1”与“%2”共用编号 %3</translation>
        </message>
        <message>
            <source>the training stopped</source>
            <translation>训练停止了</translation>
        </message>
        <message>
            <source>the trash holds too many things of this name</source>
            <translation>回收站里同名的东西太多</translation>
        </message>
        <message>
            <source>the two evaluations cannot be compared</source>
            <translation>这两次评测无法比较</translation>
        </message>
        <message>
            <source>the value of "%1" must be a text</source>
            <translation>“%1”的值应为文本</translation>
        </message>
        <message>
            <source>their vocabularies differ</source>
            <translation>两者的词表不同</translation>
        </message>
        <message>
            <source>there are %1</source>
            <translation>共有 %1</translation>
        </message>
        <message>
            <source>there are %1 to choose from: %2</source>
            <translation>有 %1 个可选：%2</translation>
        </message>
        <message>
            <source>there is a run of this name already</source>
            <translation>已有同名的训练任务</translation>
        </message>
        <message>
            <source>there is no %1 in it</source>
            <translation>其中没有 %1</translation>
        </message>
        <message>
            <source>there is no data set of this name</source>
            <translation>没有这个名称的数据集</translation>
        </message>
        <message>
            <source>there is no label %1</source>
            <translation>没有标签 %1</translation>
        </message>
        <message>
            <source>there is no model to read it with</source>
            <translation>没有可用来读取它的模型</translation>
        </message>
        <message>
            <source>there is no run in it</source>
            <translation>其中没有运行</translation>
        </message>
        <message>
            <source>there is no run of this name</source>
            <translation>没有这个名称的训练任务</translation>
        </message>
        <message>
            <source>there is no such branch</source>
            <translation>没有这个分支</translation>
        </message>
        <message>
            <source>there is no such file</source>
            <translation>没有这个文件</translation>
        </message>
        <message>
            <source>there is no such file or folder</source>
            <translation>没有这个文件或文件夹</translation>
        </message>
        <message>
            <source>there is no such type</source>
            <translation>没有这种类型</translation>
        </message>
        <message>
            <source>there is one already</source>
            <translation>这里已有一个</translation>
        </message>
        <message>
            <source>there is one of this name</source>
            <translation>已有同名的</translation>
        </message>
        <message>
            <source>these files cannot say which layers have no rotary positions</source>
            <translation>这种文件无法说明哪些层没有旋转位置</translation>
        </message>
        <message>
            <source>these files cannot scale the rotary positions of local layers</source>
            <translation>这种文件无法缩放局部层的旋转位置</translation>
        </message>
        <message>
            <source>these files have no key for it</source>
            <translation>这种文件没有它的字段</translation>
        </message>
        <message>
            <source>these files of it are missing: %1</source>
            <translation>缺少它的这些文件：%1</translation>
        </message>
        <message>
            <source>they asked different questions</source>
            <translation>它们问的问题不同</translation>
        </message>
        <message>
            <source>they nest deeper than %1</source>
            <translation>它们嵌套超过 %1 层</translation>
        </message>
        <message>
            <source>this is no name for a data set</source>
            <translation>这不能作为数据集的名称</translation>
        </message>
        <message>
            <source>this is no name for a run</source>
            <translation>这不能作为训练任务的名称</translation>
        </message>
        <message>
            <source>this is not the name of a model on a hub</source>
            <translation>这不是模型站上的模型名称</translation>
        </message>
        <message>
            <source>this message is not an answer</source>
            <translation>这条消息不是回答</translation>
        </message>
        <message>
            <source>this model is being downloaded already</source>
            <translation>该模型已在下载</translation>
        </message>
        <message>
            <source>this step cannot be taken back</source>
            <translation>这一步无法撤回</translation>
        </message>
        <message>
            <source>this tensor has no place in %1 as known here; it would get lost</source>
            <translation>这里所知的 %1 没有这个张量的位置，它会丢失</translation>
        </message>
        <message>
            <source>token id %1 is outside its vocabulary of %2</source>
            <translation>词元 id %1 超出了 %2 的词表</translation>
        </message>
        <message>
            <source>tokenizer.ggml.%1 is %2; the vocabulary has %3 tokens</source>
            <translation>tokenizer.ggml.%1 为 %2；词表有 %3 个词元</translation>
        </message>
        <message>
            <source>train an adapter with LoRA</source>
            <translation>请改用 LoRA 训练适配器</translation>
        </message>
        <message>
            <source>train on the last answer alone, or use a template that marks answers with {% generation %}</source>
            <translation>请只训练最后一个回答，或使用以 {% generation %} 标出回答的模板</translation>
        </message>
        <message>
            <source>trained biases (%1) are not supported yet</source>
            <translation>训练过的偏置（%1）尚不支持</translation>
        </message>
        <message>
            <source>true or false</source>
            <translation>true 或 false</translation>
        </message>
        <message>
            <source>try again in a moment</source>
            <translation>稍后再试</translation>
        </message>
        <message>
            <source>try again later, or choose another mirror</source>
            <translation>稍后再试，或换一个镜像</translation>
        </message>
        <message>
            <source>try again; it goes on from there</source>
            <translation>再试一次，会从断点继续</translation>
        </message>
        <message>
            <source>turn %1 has no %2</source>
            <translation>第 %1 轮没有 %2</translation>
        </message>
        <message>
            <source>turn %1 has the unknown role %2</source>
            <translation>第 %1 轮的角色 %2 未知</translation>
        </message>
        <message>
            <source>turn %1 is not an object</source>
            <translation>第 %1 轮不是对象</translation>
        </message>
        <message>
            <source>turn %1 is of %2 where the other side should speak</source>
            <translation>第 %1 轮是 %2，此处应由另一方发言</translation>
        </message>
        <message>
            <source>two parts hold it: they belong to different models</source>
            <translation>有两个部分都含有它：它们属于不同的模型</translation>
        </message>
        <message>
            <source>unexpected "%1"</source>
            <translation>意外的“%1”</translation>
        </message>
        <message>
            <source>unexpected "%1" before the end of the tag</source>
            <translation>标签结束之前出现意外的“%1”</translation>
        </message>
        <message>
            <source>unexpected character "%1"</source>
            <translation>意外的字符“%1”</translation>
        </message>
        <message>
            <source>unexpected or repeated key "%1"</source>
            <translation>意外或重复的键“%1”</translation>
        </message>
        <message>
            <source>unexpected: %1</source>
            <translation>意外：%1</translation>
        </message>
        <message>
            <source>unhashable type: '%1'</source>
            <translation>“%1”类型不能作为键</translation>
        </message>
        <message>
            <source>unknown arithmetic</source>
            <translation>未知的运算方式</translation>
        </message>
        <message>
            <source>unknown optimizer</source>
            <translation>未知的优化器</translation>
        </message>
        <message>
            <source>unknown schedule</source>
            <translation>未知的学习率计划</translation>
        </message>
        <message>
            <source>unset it first</source>
            <translation>请先取消该设置</translation>
        </message>
        <message>
            <source>unsupported operand types for %1: '%2' and '%3'</source>
            <translation>%1 不能用于“%2”与“%3”</translation>
        </message>
        <message>
            <source>update Inkstone</source>
            <translation>请更新 Inkstone</translation>
        </message>
        <message>
            <source>use F32, F16 or BF16</source>
            <translation>请使用 F32、F16 或 BF16</translation>
        </message>
        <message>
            <source>use a KV cache of bf16</source>
            <translation>请使用 bf16 的 KV 缓存</translation>
        </message>
        <message>
            <source>use auto, f32, bf16 or q8_0</source>
            <translation>请使用 auto、f32、bf16 或 q8_0</translation>
        </message>
        <message>
            <source>use letters, digits, spaces, - and _</source>
            <translation>请使用字母、数字、空格、- 和 _</translation>
        </message>
        <message>
            <source>use lora or full</source>
            <translation>请使用 lora 或 full</translation>
        </message>
        <message>
            <source>use the model's Hugging Face folder instead, which describes its tokenizer in full</source>
            <translation>请改用模型的 Hugging Face 文件夹，其中有完整的分词器说明</translation>
        </message>
        <message>
            <source>value</source>
            <translation>value</translation>
        </message>
        <message>
            <source>wait for the other download, or stop it</source>
            <translation>等待另一个下载完成，或停止它</translation>
        </message>
        <message>
            <source>wait some minutes, or set HF_TOKEN</source>
            <translation>等几分钟，或设置 HF_TOKEN</translation>
        </message>
        <message>
            <source>what follows @ is not a branch, tag or commit</source>
            <translation>@ 后面不是分支、标签或提交</translation>
        </message>
        <message>
            <source>what was read is not what is there now</source>
            <translation>读到的内容与现在的内容不一致</translation>
        </message>
        <message>
            <source>write hf:org/name, hf:org/name@revision:file or ms:org/name</source>
            <translation>请写成 hf:组织/名称、hf:组织/名称@版本:文件 或 ms:组织/名称</translation>
        </message>
        <message>
            <source>write it so that it has fewer ways to match</source>
            <translation>请改写，减少匹配方式</translation>
        </message>
        <message>
            <source>write the one you want behind a colon: hf:org/name:Q5_K_M</source>
            <translation>把想要的写在冒号后面：hf:组织/名称:Q5_K_M</translation>
        </message>
        <message>
            <source>{% call %} needs a call</source>
            <translation>{% call %} 需要一个调用</translation>
        </message>
    </context>
</TS>
