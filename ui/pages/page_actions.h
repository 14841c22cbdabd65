#pragma once
// What the pages can do, said once: the palette finds it from everywhere by its English and Chinese words,
// the keyboard list shows its keys, and the page that does it binds the shortcut.

#include "ui/shell/actions.h"

namespace inkstone {

class Page;
class Shell;
class Vocabulary;

/// The actions of a page, to be declared. Where no page binds it, the id is the name of the button to press.
std::vector<ActionSpec> actionsOf(const char* page, const Vocabulary& vocabulary);
/// Keys that every list knows.
std::vector<ActionSpec> keysOfLists();

/// Gives an action of the list its handler and its shortcut while the page is shown.
void bindAction(Page& page, const char* id, std::function<void()> run);

} // namespace inkstone
