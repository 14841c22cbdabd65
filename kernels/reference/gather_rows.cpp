#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

namespace inkstone::kernels::reference {

void gatherRows(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y) {
    for (size_t i = 0; i < ids.size(); ++i) {
        for (int64_t c = 0; c < x.columns(); ++c) write(y, int64_t(i), c, read(x, ids[i], c));
    }
}

} // namespace inkstone::kernels::reference
