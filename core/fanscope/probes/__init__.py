"""What does happen in a network: measurements of tensors that never disturb the run. Needs torch."""

from fanscope.probes.measure import measure
from fanscope.probes.pending import Pending
from fanscope.probes.pieces import Pieces
from fanscope.probes.recorder import FrameRecorder

__all__ = ["FrameRecorder", "Pending", "Pieces", "measure"]
