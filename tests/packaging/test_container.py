"""The container's recipe, as far as it can be told without an engine: whole, not root, of what the tree has and the package needs."""
import re
import unittest

from packages import ROOT

RECIPE = ROOT / "packaging/container/Containerfile"
INSTRUCTIONS = {"FROM", "RUN", "COPY", "WORKDIR", "USER", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"}


def stages():
    """Each stage's instructions: word and what follows, continued lines joined."""
    text = re.sub(r"^#.*\n", "", RECIPE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line.partition(" ")[::2] for line in re.sub(r"\\\n\s*", "", text).splitlines() if line]
    starts = [number for number, (word, _) in enumerate(lines) if word == "FROM"]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], None])]


class Recipe(unittest.TestCase):
    def test_it_knows_only_instructions_that_every_engine_knows(self):
        self.assertEqual({word for stage in stages() for word, _ in stage} - INSTRUCTIONS, set())

    def test_what_it_copies_is_in_the_tree_or_in_a_stage_before(self):
        named = [stage[0][1].partition(" AS ")[2] for stage in stages()]
        for number, stage in enumerate(stages()):
            for _, copied in (line for line in stage if line[0] == "COPY"):
                if copied.startswith("--from="):
                    self.assertIn(copied.removeprefix("--from=").split()[0], named[:number])
                else:
                    self.assertTrue((ROOT / copied.split()[0]).exists(), copied)

    def test_it_runs_as_the_user_that_kubernetes_is_told_of(self):
        [user] = [what for word, what in stages()[-1] if word == "USER"]
        manifest = (ROOT / "packaging/kubernetes/druidwatch.yaml").read_text(encoding="utf-8")
        number, group = re.search(r"runAsUser: (\d+)\s+runAsGroup: (\d+)", manifest).groups()
        self.assertEqual(user, f"{number}:{group}")
        self.assertNotEqual(number, "0")

    def test_the_last_stage_has_neither_compiler_nor_sources(self):
        last = " ".join(what for _, what in stages()[-1])
        self.assertNotIn("scripts/setup", last)
        self.assertNotRegex(last, r"clang|cmake|-dev\b")


if __name__ == "__main__":
    unittest.main()
