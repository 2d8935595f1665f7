// Both ends of spectra that are known, or that a dense solver gives.
#include "curvature/eigenpairs.h"

#include "symmetric_maps.h"
#include "test.h"

namespace {
EigenSettings strict() {
  EigenSettings settings;
  settings.tolerance = 1e-10;
  settings.max_products = 5000;
  settings.subspace = 40;
  return settings;
}

/// Compares the k pairs of one end with all eigenvalues, ascending; `tolerance` is relative to the size of A.
void check_end(const SymmetricMap& A, Vector<double> eigenvalues, Index k, End end, double tolerance,
               const EigenSettings& settings = strict()) {
  const Index n = eigenvalues.size();
  std::sort(eigenvalues.begin(), eigenvalues.end());
  if (end == End::largest) eigenvalues.reverseInPlace();
  const double size = eigenvalues.cwiseAbs().maxCoeff();
  const Eigenpairs pairs = all_extreme_eigenpairs(A, n, k, end, settings);
  REQUIRE(static_cast<Index>(pairs.values.size()) == k);
  REQUIRE(pairs.vectors.cols() == k);
  Vector<double> Av(n);
  for (Index i = 0; i < k; ++i) {
    const Eigenvalue& pair = pairs.values[static_cast<std::size_t>(i)];
    INFO((end == End::largest ? "largest " : "smallest ")
         << i << ": " << pair.value << ", expected " << eigenvalues[i]);
    CHECK(pair.converged);
    CHECK(std::abs(pair.value - eigenvalues[i]) <= tolerance * size);
    const Vector<double> v = pairs.vectors.col(i);
    A(v, Av);
    CHECK(std::abs(v.norm() - 1) < 1e-10);
    CHECK((Av - pair.value * v).norm() <= pair.residual + 1e-12 * size);
    CHECK(pair.residual <= 2e-10 * size);
  }
  CHECK((pairs.vectors.transpose() * pairs.vectors - Matrix<double>::Identity(k, k)).norm() < 1e-6);
}

void check_both(const SymmetricMap& A, const Vector<double>& eigenvalues, Index k) {
  for (const Index dense_up_to : {0, 1000}) {
    EigenSettings settings = strict();
    settings.dense_up_to = dense_up_to;
    check_end(A, eigenvalues, k, End::largest, 1e-10, settings);
    check_end(A, eigenvalues, k, End::smallest, 1e-10, settings);
  }
}
}  // namespace

TEST_CASE("ends of known spectra: multiple eigenvalues, zeros, a dominating negative one, at every scale") {
  Vector<double> spread(120), zeros = Vector<double>::Zero(120), negative(120), multiple(120);
  for (Index i = 0; i < 120; ++i) {
    const auto x = static_cast<double>(i);
    spread[i] = std::pow(1.1, x) * (i % 2 == 0 ? 1 : -1);
    negative[i] = i == 60 ? -5000 : x - 20;
    multiple[i] = i < 3 ? 10 : i < 5 ? 9 : i < 9 ? -2 : 1 + x / 120;
  }
  zeros.head(4) = vector_with({5, 4, 3, 0.5});
  for (const double scale : {1.0, 1e-12, 1e12})
    for (const Vector<double>& eigenvalues : {spread, zeros, negative, multiple})
      for (const Index k : {1, 5}) {
        const Vector<double> scaled = scale * eigenvalues;
        INFO("scale " << scale << ", largest " << scaled.maxCoeff() << ", k " << k);
        check_both(map_of(rotated(scaled, 11)), scaled, k);
        check_both(map_of(scaled.asDiagonal()), scaled, k);
      }
}

TEST_CASE("the small end of twelve decades, by a dense solver") {
  Vector<double> eigenvalues(120);
  for (Index i = 0; i < 120; ++i) eigenvalues[i] = std::pow(10.0, -static_cast<double>(i) / 10);
  EigenSettings settings = strict();
  settings.dense_up_to = 120;
  check_end(map_of(rotated(eigenvalues, 15)), eigenvalues, 5, End::smallest, 1e-14, settings);
  settings.max_products = 119;  // what was allowed wins
  const auto pairs = all_extreme_eigenpairs(map_of(rotated(eigenvalues, 15)), 120, 1, End::largest, settings);
  CHECK_EACH(pairs.values.front().hvps <= 119, !pairs.is_complete);
}

TEST_CASE("one parameter, all eigenvalues, and the zero map") {
  check_both(map_of(Matrix<double>::Constant(1, 1, -7)), vector_with({-7}), 1);
  const Vector<double> five = vector_with({-3, 0, 0, 2, 2});
  check_both(map_of(rotated(five, 12)), five, 5);
  Vector<double> many(70);
  for (Index i = 0; i < 70; ++i) many[i] = std::sin(static_cast<double>(i * i));
  check_both(map_of(rotated(many, 13)), many, 70);
  check_both(map_of(rotated(many, 13)), many, 69);
  check_both(map_of(Matrix<double>::Zero(90, 90)), Vector<double>::Zero(90), 4);
}

TEST_CASE("both ends of small networks' Hessians are those of the dense matrix") {
  for (const SmallNetwork& small : small_networks()) {
    INFO(small.activation << " " << small.loss);
    NetworkHessian network(small);
    const Vector<double> eigenvalues = eigenvalues_of(network.dense());
    check_end(network.map(), eigenvalues, 6, End::largest, 1e-8);
    check_end(network.map(), eigenvalues, 6, End::smallest, 1e-8);
  }
}

TEST_CASE("a Hessian summed over batches, of unequal size too, is that of all rows") {
  for (const Index batch : {5, 7}) {
    const SmallNetwork small{"tanh", "mse", {6, 5}};
    NetworkHessian whole(small), batches(small, batch);
    const Vector<double> eigenvalues = eigenvalues_of(whole.dense());
    check_end(batches.map(), eigenvalues, 5, End::largest, 1e-8);
    Vector<double> g, g_of_batches;
    whole.hessian().gradient(g);
    batches.hessian().gradient(g_of_batches);
    CHECK(relative_error(g, g_of_batches) < 1e-12);
  }
}

TEST_CASE("what was not reached within the products is said, with a residual that bounds the error") {
  Vector<double> eigenvalues(400);
  for (Index i = 0; i < 400; ++i) eigenvalues[i] = static_cast<double>(i);
  const Matrix<double> A = rotated(eigenvalues, 14);
  EigenSettings settings = strict();
  settings.max_products = 12;
  const Eigenpairs pairs = all_extreme_eigenpairs(map_of(A), 400, 2, End::largest, settings);
  for (const Eigenvalue& pair : pairs.values) {
    CHECK_EACH(!pair.converged, pair.residual > 0.1, pair.value <= 399 + 1e-9);
    CHECK((eigenvalues.array() - pair.value).abs().minCoeff() <= pair.residual);
    CHECK(pair.hvps <= 12);
  }
}

TEST_CASE("a map that is not finite gives NaN") {
  for (const Index n : {5, 100}) {
    Matrix<double> A = Matrix<double>::Identity(n, n);
    A(1, 1) = std::numeric_limits<double>::quiet_NaN();
    const Eigenpairs pairs = all_extreme_eigenpairs(map_of(A), n, 2, End::largest, strict());
    CHECK_EACH(std::isnan(pairs.values.front().value), !pairs.values.front().converged);
  }
}
