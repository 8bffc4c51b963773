"""Small-area estimation: what a survey and a registry say together of areas that the survey alone cannot carry."""

from merata.measurement.small_area.benchmarking import benchmark
from merata.measurement.small_area.direct import direct_estimates
from merata.measurement.small_area.ebp import ebp
from merata.measurement.small_area.fay_herriot import fay_herriot
from merata.measurement.small_area.smoothing import smooth_variances

__all__ = ["benchmark", "direct_estimates", "ebp", "fay_herriot", "smooth_variances"]
