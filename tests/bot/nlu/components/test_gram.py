"""Products with the Gram matrix, whatever the number of texts a feature stands in."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random

from bot.nlu.components.gram import Gram


def rows(texts, *densities):
    parts = [
        random(texts, 40, density=density, dtype=np.float32, random_state=n).toarray()
        for n, density in enumerate(densities)
    ]
    return np.hstack(parts)


@pytest.mark.parametrize("texts", [1, 4, 300])
@pytest.mark.parametrize("densities", [(0.005,), (0.03,), (0.5,), (0.005, 0.03, 0.5)])
def test_a_product_is_that_of_the_whole_matrix(texts, densities):
    sparse, dense = rows(texts, *densities), np.ones((texts, 3), dtype=np.float32)
    coefficients = np.random.RandomState(0).randn(texts, 7).astype(np.float32)
    whole = sparse @ sparse.T + dense @ dense.T
    product = Gram(csr_matrix(sparse), dense).times(coefficients)
    assert np.allclose(product, whole @ coefficients, atol=1e-2, rtol=1e-4)
