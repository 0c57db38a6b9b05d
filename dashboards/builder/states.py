"""Words for values. Where a state is coded, a higher value is worse: it wins between two agents."""
from .model import Color, State, Step

UP = (State(0, "down", Color.RED), State(1, "up", Color.GREEN))
YES = (State(0, "no", Color.RED), State(1, "yes", Color.GREEN))
LEADS = (State(0, "stands by", Color.BLUE), State(1, "leads", Color.GREEN))
WRITABLE = (State(0, "read-only", Color.BLUE), State(1, "writable", Color.GREEN))
VIOLATED = (State(1, "violated", Color.RED),)

VERDICTS = (State(1, "holds", Color.GREEN), State(2, "unknown", Color.PURPLE),
            State(3, "violated", Color.RED))

NODE_STATES = (State(1, "up", Color.GREEN), State(2, "leading", Color.BLUE),
               State(3, "not_allowed", Color.PURPLE), State(4, "unknown", Color.GREY),
               State(5, "degraded", Color.YELLOW), State(6, "silent", Color.ORANGE),
               State(7, "rejected", Color.ORANGE), State(8, "down", Color.RED))

MODES = (State(1, "leader", Color.GREEN), State(2, "follower", Color.BLUE),
         State(3, "observer", Color.BLUE), State(4, "read_only", Color.YELLOW),
         State(5, "standalone", Color.ORANGE), State(6, "not_serving", Color.RED))

FATES = (State(1, "answered", Color.GREEN), State(2, "redirected", Color.BLUE),
         State(3, "nowhere", Color.RED))

EXACTLY_ONE = (Step(Color.RED), Step(Color.GREEN, 1), Step(Color.RED, 2))
AT_LEAST_ONE = (Step(Color.RED), Step(Color.GREEN, 1))
STANDBYS = (Step(Color.ORANGE), Step(Color.GREEN, 1))
SURVIVES = (Step(Color.RED), Step(Color.ORANGE, 0), Step(Color.GREEN, 1))
NONE_IS_GOOD = (Step(Color.GREEN), Step(Color.RED, 1))
NONE_IS_BETTER = (Step(Color.GREEN), Step(Color.ORANGE, 1))
PLAIN = (Step(Color.BLUE),)


def above(limit: float, severe: float | None = None) -> tuple[Step, ...]:
    """Green below, orange from the limit on, red from the severe one on."""
    worse = Color.ORANGE if severe is not None else Color.RED
    steps = [Step(Color.GREEN), Step(worse, limit)]
    return tuple(steps if severe is None else [*steps, Step(Color.RED, severe)])
