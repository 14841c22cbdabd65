<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>Drops</name>
    <message numerus="yes">
        <source>Import %n file(s) as data</source>
        <translation>
            <numerusform>Import %n file as data</numerusform>
            <numerusform>Import %n files as data</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU, %n thread</numerusform>
            <numerusform>CPU, %n threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::CaseDetail</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::ChatPage</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n turns</source>
        <translation>
            <numerusform>%n turn</numerusform>
            <numerusform>%n turns</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::CloseGuard</name>
    <message numerus="yes">
        <source>Stop %n job(s) and close?</source>
        <translation>
            <numerusform>Stop %n job and close?</numerusform>
            <numerusform>Stop %n jobs and close?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::DataPage</name>
    <message numerus="yes">
        <source>Imported %n records into %1</source>
        <translation>
            <numerusform>Imported %n record into %1</numerusform>
            <numerusform>Imported %n records into %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines could not be read and were left out</source>
        <translation>
            <numerusform>%n line could not be read and was left out</numerusform>
            <numerusform>%n lines could not be read and were left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exported %n records to %1</source>
        <translation>
            <numerusform>Exported %n record to %1</numerusform>
            <numerusform>Exported %n records to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Moved %n records to the trash</source>
        <translation>
            <numerusform>Moved %n record to the trash</numerusform>
            <numerusform>Moved %n records to the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records are held out now</source>
        <translation>
            <numerusform>%n record is held out now</numerusform>
            <numerusform>%n records are held out now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records were left out of the file</source>
        <translation>
            <numerusform>%n record was left out of the file</numerusform>
            <numerusform>%n records were left out of the file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Moved %n records to another split</source>
        <translation>
            <numerusform>Moved %n record to another split</numerusform>
            <numerusform>Moved %n records to another split</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts typed here are kept, but not saved yet</source>
        <translation>
            <numerusform>%n text typed here is kept, but not saved yet</numerusform>
            <numerusform>%n texts typed here are kept, but not saved yet</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::DatasetList</name>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::EvaluateForm</name>
    <message numerus="yes">
        <source>%n cases</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::EvaluatePage</name>
    <message numerus="yes">
        <source>%n suites and measures</source>
        <translation>
            <numerusform>%n suite or measure</numerusform>
            <numerusform>%n suites and measures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n evaluations</source>
        <translation>
            <numerusform>%n evaluation</numerusform>
            <numerusform>%n evaluations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::EvaluationModel</name>
    <message numerus="yes">
        <source>%n cases</source>
        <translation>
            <numerusform>%n case</numerusform>
            <numerusform>%n cases</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::ExportSheet</name>
    <message numerus="yes">
        <source>On %n tokens its first choice is the original&apos;s at %1; mean KL divergence %2.</source>
        <translation>
            <numerusform>On %n token its first choice is the original&apos;s at %1; mean KL divergence %2.</numerusform>
            <numerusform>On %n tokens its first choice is the original&apos;s at %1; mean KL divergence %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::HomePage</name>
    <message numerus="yes">
        <source>%n data sets</source>
        <translation>
            <numerusform>%n data set</numerusform>
            <numerusform>%n data sets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n suites</source>
        <translation>
            <numerusform>%n suite</numerusform>
            <numerusform>%n suites</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n runs</source>
        <translation>
            <numerusform>All %n run</numerusform>
            <numerusform>All %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n corrected answers wait in Label</source>
        <translation>
            <numerusform>%n corrected answer waits in Label</numerusform>
            <numerusform>%n corrected answers wait in Label</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records have no label yet</source>
        <translation>
            <numerusform>%n record has no label yet</numerusform>
            <numerusform>%n records have no label yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Teach a model with your %n records; you see first what it takes.</source>
        <translation>
            <numerusform>Teach a model with your %n record; you see first what it takes.</numerusform>
            <numerusform>Teach a model with your %n records; you see first what it takes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n messages</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::ImportPanel</name>
    <message numerus="yes">
        <source>%n lines cannot be read and will be left out</source>
        <translation>
            <numerusform>%n line cannot be read and will be left out</numerusform>
            <numerusform>%n lines cannot be read and will be left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::JobsPage</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queued</source>
        <translation>
            <numerusform>%n queued</numerusform>
            <numerusform>%n queued</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::LabelPage</name>
    <message numerus="yes">
        <source>%n records, %1 waiting</source>
        <translation>
            <numerusform>%n record, %1 waiting</numerusform>
            <numerusform>%n records, %1 waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::MessageView</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::ModelsPage</name>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n adapters</source>
        <translation>
            <numerusform>%n adapter</numerusform>
            <numerusform>%n adapters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::RecordGrid</name>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::RunPanel</name>
    <message numerus="yes">
        <source>%n earlier answers are kept with the run</source>
        <translation>
            <numerusform>%n earlier answer is kept with the run</numerusform>
            <numerusform>%n earlier answers are kept with the run</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::TemplateView</name>
    <message numerus="yes">
        <source>%n tokens; the coloured %1 are what a run would learn.</source>
        <translation>
            <numerusform>%n token; the coloured %1 are what a run would learn.</numerusform>
            <numerusform>%n tokens; the coloured %1 are what a run would learn.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::TokenStrip</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::TrainForm</name>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n suite cases share text with training rows</source>
        <translation>
            <numerusform>%n suite case shares text with training rows</numerusform>
            <numerusform>%n suite cases share text with training rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows are cut at %1 tokens</source>
        <translation>
            <numerusform>%n row is cut at %1 tokens</numerusform>
            <numerusform>%n rows are cut at %1 tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows have no answer to learn</source>
        <translation>
            <numerusform>%n row has no answer to learn</numerusform>
            <numerusform>%n rows have no answer to learn</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::TrainPage</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Moved %n runs to the trash</source>
        <translation>
            <numerusform>Moved %n run to the trash</numerusform>
            <numerusform>Moved %n runs to the trash</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>inkstone::XrayView</name>
    <message numerus="yes">
        <source>%n matrices, size of the whole change %1; the largest is %2.</source>
        <translation>
            <numerusform>%n matrix, size of the whole change %1; the largest is %2.</numerusform>
            <numerusform>%n matrices, size of the whole change %1; the largest is %2.</numerusform>
        </translation>
    </message>
</context>
</TS>
