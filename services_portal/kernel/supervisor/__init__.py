"""One foreground command that sets up, starts every process of the portal, and ends them all together."""

from services_portal.kernel.supervisor.children import Child, Program
from services_portal.kernel.supervisor.supervising import ChildEndedError, StopRequestedError, Supervisor

__all__ = ["Child", "ChildEndedError", "Program", "StopRequestedError", "Supervisor"]
