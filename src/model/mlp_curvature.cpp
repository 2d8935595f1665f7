// Second derivatives of the multilayer perceptron: along one direction (curvature) and in full (hvp).
#include "lrscope/model/mlp.h"

namespace lrscope {

template <Real S>
void Mlp<S>::prepare_curvature() {
  if (first_.empty()) {
    for (const Matrix<S>& d : d_) {
      first_.emplace_back(d.rows(), d.cols());
      second_.emplace_back(d.rows(), d.cols());
    }
    if (!activation_row_.is_piecewise_linear)
      for (const Matrix<S>& e : e_) bend_.emplace_back(e.rows(), e.cols());
  }
  if (has_bend_) return;
  has_bend_ = true;
  for (std::size_t l = 0; l < bend_.size(); ++l)
    kernel_.second_derivative(leaky_slope_, z_[l].data(), bend_[l].data(), bend_[l].rows() * examples_);
}

// Along θ + tv every quantity q has the expansion q + q₁t + q₂t² + …. Layer by layer
//   z₁ = Va + v_b + Wa₁            a₁ = f′z₁
//   z₂ = Va₁ + Wa₂                 a₂ = f′z₂ + ½f″z₁²
// and at the output d²L/dt² = z₁ᵀ(∂²L/∂z²)z₁ + 2(∂L/∂z)ᵀz₂ = vᵀHv. The input does not move: a₁ = a₂ = 0 in
// front of the first layer; with f″ = 0, a₂ stays 0 behind it too.
template <Real S>
double Mlp<S>::curvature(const Vector<S>& v) {
  prepare_curvature();
  const Vector<S>& theta = *theta_;
  bool has_second = false;
  for (std::size_t l = 0; l < depth(); ++l) {
    auto z1 = first_[l].leftCols(examples_), z2 = second_[l].leftCols(examples_);
    z1.noalias() = weight(v, l) * activation(l);
    if (layout_.has_bias()) z1.colwise() += bias(v, l);
    if (l > 0) {
      const auto a1 = first_[l - 1].leftCols(examples_), a2 = second_[l - 1].leftCols(examples_);
      z1.noalias() += weight(theta, l) * a1;
      z2.noalias() = weight(v, l) * a1;
      if (has_second) z2.noalias() += weight(theta, l) * a2;
      has_second = true;
    }
    if (l + 1 == depth()) break;
    const auto slope = s_[l].leftCols(examples_);
    if (has_second) z2.array() *= slope.array();
    if (!activation_row_.is_piecewise_linear) {
      const auto bend = bend_[l].leftCols(examples_);
      if (has_second)
        z2.array() += bend.array() * z1.array().square() / 2;
      else
        z2.array() = bend.array() * z1.array().square() / 2;
      has_second = true;
    }
    z1.array() *= slope.array();
  }
  const auto z1 = first_.back().leftCols(examples_);
  auto Hz1 = d_.back().leftCols(examples_);  // workspace here; holds ∂L/∂z afterwards, as gradient() left it
  loss_->hessian_product(columns(output()), target_, z1, Hz1);
  double along = static_cast<double>(z1.cwiseProduct(Hz1).sum());
  loss_->gradient(columns(output()), target_, Hz1);
  if (has_second)
    along += 2 * static_cast<double>(Hz1.cwiseProduct(second_.back().leftCols(examples_)).sum());
  return along;
}

// R{q} is the derivative of q along θ + tv. Applied to every line of the forward and the backward pass:
//   R{z} = Va + v_b + WR{a}        R{a} = f′R{z}
//   R{d_L} = (∂²L/∂z²)R{z_L}       R{g_W} = R{d}aᵀ + dR{a}ᵀ       R{g_b} = R{d}·1
//   R{e} = Vᵀd + WᵀR{d}            R{d} = R{e}∘f′ + e∘f″∘R{z}
// (B. A. Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6, 1994).
template <Real S>
void Mlp<S>::hvp(const Vector<S>& v, Vector<S>& Hv) {
  prepare_curvature();
  const Vector<S>& theta = *theta_;
  for (std::size_t l = 0; l < depth(); ++l) {
    auto Rz = first_[l].leftCols(examples_);
    Rz.noalias() = weight(v, l) * activation(l);
    if (layout_.has_bias()) Rz.colwise() += bias(v, l);
    if (l > 0) Rz.noalias() += weight(theta, l) * first_[l - 1].leftCols(examples_);
    if (l + 1 == depth()) break;
    auto bent = second_[l].leftCols(examples_);  // e∘f″∘R{z}, for the way back
    if (!activation_row_.is_piecewise_linear) {
      bent.array() = bend_[l].leftCols(examples_).array() * e_[l].leftCols(examples_).array() * Rz.array();
    }
    Rz.array() *= s_[l].leftCols(examples_).array();  // R{a}
  }
  auto Rd_out = second_.back().leftCols(examples_);
  loss_->hessian_product(columns(output()), target_, first_.back().leftCols(examples_), Rd_out);
  for (std::size_t l = depth(); l-- > 0;) {
    const Layer& layer = layout_.layers()[l];
    const auto d = d_[l].leftCols(examples_), Rd = second_[l].leftCols(examples_);
    Eigen::Map<RowMajorMatrix<S>> Hv_weight(Hv.data() + layer.weight, layer.outputs, layer.inputs);
    Hv_weight.noalias() = Rd * activation(l).transpose();
    if (layout_.has_bias())
      Eigen::Map<Vector<S>>(Hv.data() + layer.bias, layer.outputs).noalias() = Rd.rowwise().sum();
    if (l == 0) return;
    Hv_weight.noalias() += d * first_[l - 1].leftCols(examples_).transpose();
    auto Re = first_[l - 1].leftCols(examples_);  // R{a} of the layer below is used up
    Re.noalias() = weight(v, l).transpose() * d;
    Re.noalias() += weight(theta, l).transpose() * Rd;
    auto Rd_below = second_[l - 1].leftCols(examples_);
    if (activation_row_.is_piecewise_linear)
      Rd_below = Re.cwiseProduct(s_[l - 1].leftCols(examples_));
    else
      Rd_below += Re.cwiseProduct(s_[l - 1].leftCols(examples_));
  }
}

template void Mlp<float>::prepare_curvature();
template void Mlp<double>::prepare_curvature();
template double Mlp<float>::curvature(const Vector<float>&);
template double Mlp<double>::curvature(const Vector<double>&);
template void Mlp<float>::hvp(const Vector<float>&, Vector<float>&);
template void Mlp<double>::hvp(const Vector<double>&, Vector<double>&);

}  // namespace lrscope
