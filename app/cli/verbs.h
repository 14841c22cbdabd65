#pragma once
// The verbs, one function for each file that brings some. Add yours here and in verbs.cpp.

#include "app/cli/verb.h"

namespace inkstone::cli {

void addModelVerbs(VerbTable& verbs);    ///< model list, info, tiny
void addTextVerbs(VerbTable& verbs);     ///< tokenize, detokenize, render
void addLogitsVerbs(VerbTable& verbs);   ///< logits, score
void addGenerateVerbs(VerbTable& verbs); ///< generate
void addChatVerb(VerbTable& verbs);      ///< chat
void addBenchVerbs(VerbTable& verbs);    ///< bench decode, prefill, kl
void addTrainVerbs(VerbTable& verbs);    ///< train, train plan
void addEvalVerbs(VerbTable& verbs);     ///< eval

} // namespace inkstone::cli
