"""Turns rates and matchups into distributions of counts. Pure: values in, values out."""

from propctl.projection.ladder import Ladder, Step, ladder
from propctl.projection.model import MODEL_VERSION, project

__all__ = ["MODEL_VERSION", "Ladder", "Step", "ladder", "project"]
