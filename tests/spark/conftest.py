"""One Spark session for all tests here: a cluster on this machine with two executor processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: install merata[spark]")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed: Spark needs Java 17")
    builder = (
        sql.SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("merata tests")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
    )
    started = builder.getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    yield started
    started.stop()
