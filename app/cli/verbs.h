#pragma once
// The verbs, one function for each file that brings some. Add yours here and in verbs.cpp.

#include "app/cli/verb.h"

namespace inkstone::cli {

void addModelVerbs(VerbTable& verbs);     ///< model list, info, tiny
void addFetchVerb(VerbTable& verbs);      ///< model fetch
void addConvertVerbs(VerbTable& verbs);   ///< model convert, merge
void addTextVerbs(VerbTable& verbs);      ///< tokenize, detokenize, render
void addLogitsVerbs(VerbTable& verbs);    ///< logits, score
void addGenerateVerbs(VerbTable& verbs);  ///< generate
void addChatVerb(VerbTable& verbs);       ///< chat
void addBenchVerbs(VerbTable& verbs);     ///< bench decode, prefill, kl
void addBenchWorkVerbs(VerbTable& verbs); ///< bench tokenize, import, train
void addTrainVerbs(VerbTable& verbs);     ///< train, train plan
void addEvalVerbs(VerbTable& verbs);      ///< eval
void addDataVerbs(VerbTable& verbs);      ///< data import, list, stats, show, export
void addLabelVerbs(VerbTable& verbs);     ///< label schema, next, set, undo, progress, export
void addProjectVerbs(VerbTable& verbs);   ///< project info, check

} // namespace inkstone::cli
