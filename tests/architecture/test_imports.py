"""What is imported when: torch stays out of everything that must start quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT_TORCH = [
    "fanscope",
    "fanscope.parsing",
    "fanscope.theory",
    "fanscope.figures",
    "fanscope.report",
    "fanscope.cli",
    "fanscope.client",
    "fanscope_backend.app",
    "fanscope_backend.store",
]


@pytest.mark.parametrize("module", WITHOUT_TORCH)
def test_module_does_not_import_torch(module: str) -> None:
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
