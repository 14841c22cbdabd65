#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

#include <vector>

namespace inkstone::kernels::reference {

void embed(Stream&, const WeightSource& w, std::span<const int32_t> ids, TensorView out) {
    std::vector<float> row(static_cast<size_t>(w.columns));
    for (size_t i = 0; i < ids.size(); ++i) {
        dequantizeRow(w, ids[i], row.data());
        for (int64_t c = 0; c < w.columns; ++c) write(out, int64_t(i), c, row[size_t(c)]);
    }
}

} // namespace inkstone::kernels::reference
