#include "core/model/adapter_xray.h"

#include "core/base/utf8.h"
#include "core/model/peft_config.h"
#include "core/tensor/safetensors.h"
#include "kernels/block_formats.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace inkstone {
namespace {

constexpr int64_t largestRank = 1024;
const Text cannotLook = text("cannot look into the adapter");

using Matrix = std::vector<double>; ///< row-major

/// R of the QR decomposition of X [rows, columns] by Householder reflections; [n, columns], n = min of both.
Matrix upperOfQr(Matrix x, int64_t rows, int64_t columns) {
    const int64_t steps = std::min(rows, columns);
    Matrix along(size_t(columns), 0);
    for (int64_t k = 0; k < steps; ++k) {
        double squares = 0;
        for (int64_t i = k; i < rows; ++i) squares += x[size_t(i * columns + k)] * x[size_t(i * columns + k)];
        const double norm = std::sqrt(squares);
        if (norm == 0) continue;
        double& head = x[size_t(k * columns + k)];
        const double sign = head > 0 ? -norm : norm;
        const double pivot = head - sign;
        const double scale = pivot * sign; // -(v'v) / 2
        // v is (pivot, the rest of column k); every other column loses its part along v. Row by row, because
        // a row lies together in memory.
        for (int64_t j = k + 1; j < columns; ++j) along[size_t(j)] = pivot * x[size_t(k * columns + j)];
        for (int64_t i = k + 1; i < rows; ++i)
            for (int64_t j = k + 1; j < columns; ++j)
                along[size_t(j)] += x[size_t(i * columns + k)] * x[size_t(i * columns + j)];
        for (int64_t j = k + 1; j < columns; ++j)
            x[size_t(k * columns + j)] += along[size_t(j)] / scale * pivot;
        for (int64_t i = k + 1; i < rows; ++i)
            for (int64_t j = k + 1; j < columns; ++j)
                x[size_t(i * columns + j)] += along[size_t(j)] / scale * x[size_t(i * columns + k)];
        head = sign;
        for (int64_t i = k + 1; i < rows; ++i) x[size_t(i * columns + k)] = 0;
    }
    x.resize(size_t(steps * columns));
    return x;
}

/// Singular values of M [rows, columns] by one-sided Jacobi rotations of its columns.
Matrix singularValues(Matrix m, int64_t rows, int64_t columns) {
    constexpr int mostSweeps = 60;
    constexpr double tiny = 1e-15;
    for (int sweep = 0, rotated = 1; sweep < mostSweeps && rotated; ++sweep) {
        rotated = 0;
        for (int64_t p = 0; p < columns; ++p)
            for (int64_t q = p + 1; q < columns; ++q) {
                double pp = 0, qq = 0, pq = 0;
                for (int64_t i = 0; i < rows; ++i) {
                    const double a = m[size_t(i * columns + p)], b = m[size_t(i * columns + q)];
                    pp += a * a;
                    qq += b * b;
                    pq += a * b;
                }
                if (std::abs(pq) <= tiny * std::sqrt(pp * qq)) continue;
                rotated = 1;
                const double zeta = (qq - pp) / (2 * pq);
                const double t = (zeta >= 0 ? 1 : -1) / (std::abs(zeta) + std::sqrt(1 + zeta * zeta));
                const double c = 1 / std::sqrt(1 + t * t), s = c * t;
                for (int64_t i = 0; i < rows; ++i) {
                    double& a = m[size_t(i * columns + p)];
                    double& b = m[size_t(i * columns + q)];
                    const double old = a;
                    a = c * old - s * b;
                    b = s * old + c * b;
                }
            }
    }
    Matrix values;
    for (int64_t j = 0; j < columns; ++j) {
        double squares = 0;
        for (int64_t i = 0; i < rows; ++i) squares += m[size_t(i * columns + j)] * m[size_t(i * columns + j)];
        values.push_back(std::sqrt(squares));
    }
    std::sort(values.rbegin(), values.rend());
    return values;
}

Matrix transposed(const Matrix& m, int64_t rows, int64_t columns) {
    Matrix result(m.size());
    for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < columns; ++j) result[size_t(j * rows + i)] = m[size_t(i * columns + j)];
    return result;
}

Result<Matrix> numbersOf(const SafeTensor& tensor) {
    const auto type = tensor.dtype();
    const bool plain = type && (*type == kernels::DType::F32 || *type == kernels::DType::F16 ||
                                *type == kernels::DType::BF16);
    if (!plain)
        return fail(ErrorCode::Unsupported, cannotLook, escapeForDisplay(tensor.name),
                    text("its type is %1; F32, F16 and BF16 are read", toString(tensor.type)));
    std::vector<float> floats(size_t(tensor.count()));
    kernels::blocksToFloat(*type, reinterpret_cast<const uint8_t*>(tensor.data), tensor.count(),
                           floats.data(), [](uint16_t bits) { return kernels::toFloat(kernels::F16{bits}); });
    return Matrix(floats.begin(), floats.end());
}

/// The part of the configuration that scales.
struct Scaling {
    double alpha = 0;
    bool byRoot = false; ///< rsLoRA
    PeftPattern alphas;

    Result<double> of(const std::string& module, int64_t rank) const {
        INK_TRY(own, alphas.find(module));
        return own.value_or(alpha) / (byRoot ? std::sqrt(double(rank)) : double(rank));
    }
};

Result<Scaling> readScaling(const fs::path& folder) {
    const fs::path file = folder / "adapter_config.json";
    INK_TRY(json, readJson(file));
    const JsonReader config(json, file.string());
    INK_TRY(alpha, config.number("lora_alpha", 8.0));
    INK_TRY(byRoot, config.boolean("use_rslora", false));
    INK_TRY(alphas, PeftPattern::read(config, "alpha_pattern"));
    return Scaling{alpha, byRoot, std::move(alphas)};
}

/// As peft's patterns see it: "model.layers.3.self_attn.q_proj".
std::string insideModel(const std::string& name) {
    constexpr std::string_view wrapper = "base_model.model.";
    return name.starts_with(wrapper) ? name.substr(wrapper.size()) : name;
}

/// "base_model.model.model.layers.3.self_attn.q_proj" -> "layers.3.self_attn.q_proj"
std::string shortName(const std::string& name) {
    const size_t layers = name.find("layers.");
    return layers == std::string::npos ? name : name.substr(layers);
}

int64_t layerOf(const std::string& module) {
    int64_t layer = -1;
    if (const size_t at = module.find("layers."); at != std::string::npos)
        std::from_chars(module.data() + at + 7, module.data() + module.size(), layer);
    return layer;
}

Result<AdapterMatrix> look(const SafeTensor& a, const SafeTensor& b, const std::string& name,
                           const Scaling& scaling) {
    AdapterMatrix matrix{.module = shortName(name)};
    matrix.layer = layerOf(matrix.module);
    const bool flat = a.shape.size() == 2 && b.shape.size() == 2 && a.shape[0] == b.shape[1];
    if (!flat || a.shape[0] < 1 || a.shape[0] > largestRank)
        return fail(ErrorCode::Unsupported, cannotLook, escapeForDisplay(name),
                    text("A and B do not fit together, or their rank is over %1", largestRank));
    matrix.rank = a.shape[0];
    matrix.columns = a.shape[1];
    matrix.rows = b.shape[0];
    INK_TRY(scale, scaling.of(insideModel(name), matrix.rank));
    matrix.scale = scale;
    INK_TRY(numbersA, numbersOf(a));
    INK_TRY(numbersB, numbersOf(b));
    const auto isFinite = [](double value) { return std::isfinite(value); };
    matrix.finite = std::all_of(numbersA.begin(), numbersA.end(), isFinite) &&
                    std::all_of(numbersB.begin(), numbersB.end(), isFinite);
    if (!matrix.finite) {
        matrix.norm = std::numeric_limits<double>::quiet_NaN();
        return matrix;
    }
    matrix.singularValues =
        singularValuesOfProduct(numbersB, matrix.rows, numbersA, matrix.columns, matrix.rank);
    double squares = 0;
    for (double& value : matrix.singularValues) {
        value *= std::abs(matrix.scale);
        squares += value * value;
    }
    matrix.norm = std::sqrt(squares);
    return matrix;
}

} // namespace

std::vector<double> singularValuesOfProduct(const std::vector<double>& b, int64_t rows,
                                            const std::vector<double>& a, int64_t columns, int64_t rank) {
    // B = Qb Rb and A' = Qa Ra, so B A = Qb (Rb Ra') Qa': the core in the middle has the same singular
    // values.
    const Matrix rb = upperOfQr(b, rows, rank);
    const Matrix ra = upperOfQr(transposed(a, rank, columns), columns, rank);
    const int64_t n = std::min(rows, rank), m = std::min(columns, rank);
    Matrix core(size_t(n * m), 0);
    for (int64_t i = 0; i < n; ++i)
        for (int64_t j = 0; j < m; ++j)
            for (int64_t k = 0; k < rank; ++k)
                core[size_t(i * m + j)] += rb[size_t(i * rank + k)] * ra[size_t(j * rank + k)];
    Matrix values = singularValues(std::move(core), n, m);
    values.resize(size_t(rank), 0); // a matrix narrower than its rank has no more
    return values;
}

double effectiveRank(const AdapterMatrix& matrix) {
    double sum = 0, squares = 0;
    for (const double value : matrix.singularValues) {
        sum += value;
        squares += value * value;
    }
    return squares > 0 ? sum * sum / squares : 0;
}

Result<std::vector<AdapterMatrix>> xrayAdapter(const fs::path& folder, std::stop_token stop,
                                               const std::function<void(double)>& progress) {
    INK_TRY(scaling, readScaling(folder));
    INK_TRY(file, SafetensorsFile::open(folder / "adapter_model.safetensors", stop));
    // The second as an unstripped save has it.
    constexpr std::string_view endings[][2] = {{".lora_A.weight", ".lora_B.weight"},
                                               {".lora_A.default.weight", ".lora_B.default.weight"}};
    std::vector<AdapterMatrix> matrices;
    for (size_t i = 0; i < file->tensors().size(); ++i) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "looking into the adapter was stopped");
        if (progress) progress(double(i) / double(file->tensors().size()));
        const SafeTensor& a = file->tensors()[i];
        for (const auto& [endOfA, endOfB] : endings) {
            if (!a.name.ends_with(endOfA)) continue;
            const std::string name = a.name.substr(0, a.name.size() - endOfA.size());
            INK_TRY(b, file->tensor(name + std::string(endOfB)));
            INK_TRY(matrix, look(a, *b, name, scaling));
            matrices.push_back(std::move(matrix));
        }
    }
    INK_CHECK(file->checkIntact());
    if (matrices.empty())
        return fail(ErrorCode::Corrupt, cannotLook, folder.string(), "it holds no LoRA matrices");
    std::stable_sort(matrices.begin(), matrices.end(), [](const AdapterMatrix& x, const AdapterMatrix& y) {
        return std::pair(x.layer, x.module) < std::pair(y.layer, y.module);
    });
    return matrices;
}

} // namespace inkstone
