#include "kernels/cuda/cublas_lt.h"

#include "kernels/cuda/check.h"

#include <dlfcn.h>

namespace inkstone::kernels::cuda {
namespace {

/// The functions used, by their own names.
struct Library {
    decltype(&cublasLtCreate) create = nullptr;
    decltype(&cublasLtDestroy) destroy = nullptr;
    decltype(&cublasLtMatmul) matmul = nullptr;
    decltype(&cublasLtMatmulDescCreate) descCreate = nullptr;
    decltype(&cublasLtMatmulDescDestroy) descDestroy = nullptr;
    decltype(&cublasLtMatmulDescSetAttribute) descSet = nullptr;
    decltype(&cublasLtMatrixLayoutCreate) layoutCreate = nullptr;
    decltype(&cublasLtMatrixLayoutDestroy) layoutDestroy = nullptr;
    bool complete = false;

    template <class F> bool find(void* handle, const char* name, F& function) {
        function = reinterpret_cast<F>(dlsym(handle, name));
        return function != nullptr;
    }
    Library() {
        void* handle = nullptr;
        for (const char* name : {"libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so"})
            if (!handle) handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        complete = handle && find(handle, "cublasLtCreate", create) &&
                   find(handle, "cublasLtDestroy", destroy) && find(handle, "cublasLtMatmul", matmul) &&
                   find(handle, "cublasLtMatmulDescCreate", descCreate) &&
                   find(handle, "cublasLtMatmulDescDestroy", descDestroy) &&
                   find(handle, "cublasLtMatmulDescSetAttribute", descSet) &&
                   find(handle, "cublasLtMatrixLayoutCreate", layoutCreate) &&
                   find(handle, "cublasLtMatrixLayoutDestroy", layoutDestroy);
    }
};

const Library& library() {
    static const Library opened; // stays open: its threads may outlive any owner of ours
    return opened;
}

void checkProduct(cublasStatus_t status, const char* what) {
    if (status == CUBLAS_STATUS_SUCCESS) return;
    throw DeviceError(std::string("cuBLASLt: ") + what + ": status " + std::to_string(int(status)));
}

cudaDataType_t typeOf(const TensorView& view) { return view.dtype == DType::BF16 ? CUDA_R_16BF : CUDA_R_32F; }

/// A row-major matrix is the transpose of a column-major one with the same memory.
class Layout {
public:
    explicit Layout(const TensorView& view) {
        checkProduct(library().layoutCreate(&m_layout, typeOf(view), uint64_t(view.columns()),
                                            uint64_t(view.rows()), view.rowStride()),
                     "describing a matrix");
    }
    ~Layout() { library().layoutDestroy(m_layout); }
    Layout(const Layout&) = delete;
    Layout& operator=(const Layout&) = delete;
    cublasLtMatrixLayout_t get() const { return m_layout; }

private:
    cublasLtMatrixLayout_t m_layout = nullptr;
};

class Description {
public:
    Description(bool transposeFirst, bool transposeSecond) {
        checkProduct(library().descCreate(&m_description, CUBLAS_COMPUTE_32F, CUDA_R_32F),
                     "describing a product");
        set(CUBLASLT_MATMUL_DESC_TRANSA, transposeFirst);
        set(CUBLASLT_MATMUL_DESC_TRANSB, transposeSecond);
    }
    ~Description() { library().descDestroy(m_description); }
    Description(const Description&) = delete;
    Description& operator=(const Description&) = delete;
    cublasLtMatmulDesc_t get() const { return m_description; }

private:
    void set(cublasLtMatmulDescAttributes_t attribute, bool transpose) {
        const cublasOperation_t operation = transpose ? CUBLAS_OP_T : CUBLAS_OP_N;
        checkProduct(library().descSet(m_description, attribute, &operation, sizeof operation),
                     "describing a product");
    }
    cublasLtMatmulDesc_t m_description = nullptr;
};

} // namespace

bool CublasLt::available() { return library().complete; }

CublasLt::CublasLt() { checkProduct(library().create(&m_handle), "starting"); }

CublasLt::~CublasLt() { library().destroy(m_handle); }

void CublasLt::product(cudaStream_t stream, const ProductCall& call) {
    // Column-major libraries see cᵀ = op(b)ᵀ op(a)ᵀ: the operands change places, the transposes stay.
    const Description description(call.transposeB, call.transposeA);
    const Layout first(call.b), second(call.a), result(call.c);
    checkProduct(library().matmul(m_handle, description.get(), &call.alpha, call.b.data, first.get(),
                                  call.a.data, second.get(), &call.beta, call.c.data, result.get(),
                                  call.c.data, result.get(), nullptr, nullptr, 0, stream),
                 "multiplying");
}

} // namespace inkstone::kernels::cuda
