// Second derivatives of the multilayer perceptron: along one direction (curvature) and in full (hvp).
#include <algorithm>
#include <utility>

#include "nn/kernels/matrix_product.h"
#include "nn/mlp.h"

namespace lrscope {

template <Real S>
void Mlp<S>::prepare_curvature() {
  if (first_.empty()) {
    for (const Buffer& d : d_) {
      first_.emplace_back(d.rows(), d.cols());
      second_.emplace_back(d.rows(), d.cols());
    }
    for (const Buffer& e : e_) bend_.emplace_back(e.rows(), e.cols());
    Index widest = 0;
    for (const Buffer& s : s_) widest = std::max(widest, s.rows());
    first_turned_.resize(widest, d_.back().cols());
    direction_.resize(d_.back().rows(), d_.back().cols());
    product_.resize(d_.back().rows(), d_.back().cols());
  }
  if (has_bend_) return;
  has_bend_ = true;
  for (std::size_t l = 0; l < behind_.size(); ++l)
    if (behind_[l].bends)
      behind_[l].kernel->second_derivative(leaky_slope_, z_[l].data(), a_[l].data(), s_[l].data(), bend_[l].data(),
                                           bend_[l].rows() * examples_);
}

// Along θ + tv every quantity q has the expansion q + q₁t + q₂t² + …. Layer by layer
//   z₁ = Va + v_b + Wa₁            a₁ = f′z₁
//   z₂ = Va₁ + Wa₂                 a₂ = f′z₂ + ½f″z₁²
// and with the output y of the last layer d²L/dt² = y₁ᵀ(∂²L/∂y²)y₁ + 2(∂L/∂y)ᵀy₂ = vᵀHv. The input does not move: a₁ = a₂ = 0 in
// front of the first layer; with f″ = 0, a₂ stays 0 behind it too.
template <Real S>
double Mlp<S>::curvature(const Vector<S>& v) {
  prepare_curvature();
  const Vector<S>& theta = *theta_;
  bool has_second = false;
  for (std::size_t l = 0; l < depth(); ++l) {
    auto z1 = rows(first_[l]), z2 = rows(second_[l]);
    multiply(product_of<S>(weight(v, l), activation(l), z1, bias(v, l)));
    if (l > 0) {
      const auto a1 = rows(std::as_const(first_[l - 1])), a2 = rows(std::as_const(second_[l - 1]));
      add_product(product_of<S>(weight(theta, l), a1, z1));
      multiply(product_of<S>(weight(v, l), a1, z2));
      if (has_second) add_product(product_of<S>(weight(theta, l), a2, z2));
      has_second = true;
    }
    if (l == behind_.size()) break;
    if (has_second) times_slope(l, z2);
    if (behind_[l].bends) {
      const auto bend = rows(bend_[l]);
      if (has_second)
        z2.array() += bend.array() * z1.array().square() / 2;
      else
        z2.array() = bend.array() * z1.array().square() / 2;
      has_second = true;
    }
    times_slope(l, z1);
  }
  const Index outputs = direction_.rows();
  transpose(first_.back().data(), outputs, examples_, direction_.data());
  const auto y1 = columns(direction_);
  auto Hy1 = product_.leftCols(examples_);
  loss_->hessian_product(columns(output_), target_, y1, Hy1);
  double along = static_cast<double>(y1.cwiseProduct(Hy1).sum());
  if (!has_second) return along;
  transpose(second_.back().data(), outputs, examples_, direction_.data());
  loss_->gradient(columns(output_), target_, Hy1);
  return along + 2 * static_cast<double>(Hy1.cwiseProduct(columns(direction_)).sum());
}

// R{q} is the derivative of q along θ + tv. Applied to every line of the forward and the backward pass:
//   R{z} = Va + v_b + WR{a}        R{a} = f′R{z}
//   R{e_L} = (∂²L/∂y²)R{y}         R{g_W} = R{d}aᵀ + dR{a}ᵀ       R{g_b} = R{d}·1
//   R{e} = Vᵀd + WᵀR{d}            R{d} = R{e}∘f′ + e∘f″∘R{z}
// (B. A. Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6, 1994). Without the terms in d and e, the
// slopes of the loss, it is the Gauss–Newton product (N. N. Schraudolph, Neural Computation 14, 2002). y = a_L is z_L where the
// last layer has no activation, and then R{d_L} = R{e_L}.
template <Real S>
void Mlp<S>::multiply_curvature(const Vector<S>& v, Vector<S>& Hv, bool of_model) {
  prepare_curvature();
  const Vector<S>& theta = *theta_;
  for (std::size_t l = 0; l < depth(); ++l) {
    auto Rz = rows(first_[l]);
    multiply(product_of<S>(weight(v, l), activation(l), Rz, bias(v, l)));
    if (l > 0) add_product(product_of<S>(weight(theta, l), rows(std::as_const(first_[l - 1])), Rz));
    if (l == behind_.size()) break;
    if (of_model && behind_[l].bends)  // e∘f″∘R{z}, for the way back
      rows(second_[l]).array() = rows(bend_[l]).array() * rows(e_[l]).array() * Rz.array();
    times_slope(l, Rz);  // R{a}
  }
  write_output_product(of_model);
  turn_activations();
  for (std::size_t l = depth(); l-- > 0;) {
    const auto d = rows(std::as_const(d_[l])), Rd = rows(std::as_const(second_[l]));
    multiply(product_of<S>(Rd, turned_activation(l), weight(Hv, l)));
    write_bias_gradient(l, second_[l], Hv);
    if (l == 0) return;
    const auto Re = rows(product_behind(l - 1, of_model));
    if (of_model) {
      const auto Ra = rows(std::as_const(first_[l - 1]));
      transpose(Ra.data(), Ra.rows(), examples_, first_turned_.data());
      add_product(product_of<S>(d, ConstRowMap(first_turned_.data(), examples_, Ra.rows()), weight(Hv, l)));
      multiply(product_of<S>(weight(v, l).transpose(), d, Re));  // R{a} of the layer below is used up
      add_product(product_of<S>(weight(theta, l).transpose(), Rd, Re));
    } else {
      multiply(product_of<S>(weight(theta, l).transpose(), Rd, Re));
    }
    write_delta_product(l - 1, of_model);
  }
}

template <Real S>
void Mlp<S>::write_output_product(bool of_model) {
  const Index outputs = direction_.rows();
  transpose(first_.back().data(), outputs, examples_, direction_.data());
  loss_->hessian_product(columns(output_), target_, columns(direction_), product_.leftCols(examples_));
  const std::size_t last = depth() - 1;
  const bool is_active = behind_.size() == depth();
  Buffer& Re = is_active ? product_behind(last, of_model) : second_[last];  // R{y} is used up
  transpose(product_.data(), examples_, outputs, Re.data());
  if (is_active) write_delta_product(last, of_model);
}

template <Real S>
void Mlp<S>::write_delta_product(std::size_t l, bool of_model) {
  auto Rd = rows(second_[l]);  // e∘f″∘R{z}, or with R{e}
  if (of_model && behind_[l].bends)
    Rd += rows(first_[l]).cwiseProduct(rows(s_[l]));
  else
    times_slope(l, Rd);
}

template void Mlp<float>::prepare_curvature();
template void Mlp<double>::prepare_curvature();
template double Mlp<float>::curvature(const Vector<float>&);
template double Mlp<double>::curvature(const Vector<double>&);
template void Mlp<float>::write_output_product(bool);
template void Mlp<double>::write_output_product(bool);
template void Mlp<float>::write_delta_product(std::size_t, bool);
template void Mlp<double>::write_delta_product(std::size_t, bool);
template void Mlp<float>::multiply_curvature(const Vector<float>&, Vector<float>&, bool);
template void Mlp<double>::multiply_curvature(const Vector<double>&, Vector<double>&, bool);

}  // namespace lrscope
