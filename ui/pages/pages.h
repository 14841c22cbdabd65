#pragma once
// The list of pages. A new page is one line here.

#include "ui/shell/page.h"

namespace inkstone {

class HubFetch;
class ModelExport;
class Theme;
class Translations;
class Workbench;

/// What pages need besides the Shell. Everything lives longer than the window.
struct PageServices {
    Theme& theme;
    Translations& translations;
    Workbench& workbench;
    HubFetch& fetch; ///< of the Models page, as the next: they go on in the window of another language
    ModelExport& exporting;
};

std::vector<PageEntry> standardPages(const PageServices& services);

} // namespace inkstone
