import tempfile
import unittest
from pathlib import Path

import floors


class Floors(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def objections(self, file, *lines):
        """What is said of a house of this one file."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")
        found = list(floors.objections(self.root))
        path.unlink()
        return found

    def assert_fine(self, file, line):
        self.assertEqual(self.objections(file, line), [])

    def assert_objects(self, file, line, because):
        [objection] = self.objections(file, "#pragma once", line)
        self.assertTrue(objection.startswith(f"{file}:2: "), objection)
        self.assertIn(because, objection)

    def test_a_room_knows_itself_and_what_stands_below(self):
        self.assert_fine("agent/watch/a.hpp", '#include "watch/snapshot.hpp"')
        self.assert_fine("agent/watch/a.hpp", '#include "probes/druid/master.hpp"')
        self.assert_fine("exporters/web/a.cpp", '#include "exporters/prometheus/b.hpp"')
        self.assert_fine("agent/cli/a.cpp", '#include "exporters/web/server.hpp"')

    def test_what_stands_above_is_not_known(self):
        self.assert_objects("agent/net/a.cpp", '#include "watch/snapshot.hpp"', "net (floor 2) must not know watch (floor 5)")
        self.assert_objects("agent/watch/a.cpp", '#include "exporters/web/server.hpp"', "must not know exporters")

    def test_the_two_rooms_of_a_floor_do_not_know_each_other(self):
        self.assert_objects("agent/cluster/a.hpp", '#include "net/http.hpp"', "cluster and net share floor 2")
        self.assert_objects("agent/probes/a.hpp", '#  include "invariants/verdict.hpp"', "share floor 3")
        self.assert_objects("agent/alerting/a.hpp", '#include "history/store.hpp"', "share floor 4")

    def test_the_long_way_to_write_an_include_is_no_way_around(self):
        self.assert_objects("agent/net/a.cpp", '#include "agent/watch/snapshot.hpp"', "must not know watch")
        self.assert_objects("agent/net/a.cpp", '#include "../watch/snapshot.hpp"', "names no room")
        self.assert_objects("agent/net/a.cpp", '#include "http.hpp"', "names no room")

    def test_main_knows_the_commands_only(self):
        self.assert_fine("agent/main.cpp", '#include "cli/command.hpp"')
        self.assert_objects("agent/main.cpp", '#include "watch/snapshot.hpp"', "knows nothing of watch")

    def test_pure_rooms_do_no_input_and_output(self):
        self.assert_fine("agent/net/a.hpp", "#include <boost/asio/awaitable.hpp>")
        self.assert_objects("agent/invariants/a.cpp", "#include <boost/asio/awaitable.hpp>", "net's")
        self.assert_objects("agent/cluster/a.hpp", "#include <libpq-fe.h>", "net's")

    def test_costly_headers_stay_out_of_headers(self):
        self.assert_fine("exporters/web/a.cpp", "#include <boost/beast/http.hpp>")
        self.assert_objects("exporters/web/a.hpp", "#include <boost/beast/http.hpp>", ".cpp files only")
        self.assert_objects("agent/net/a.hpp", "#include <spdlog/spdlog.h>", ".cpp files only")
        self.assert_objects("agent/net/a.cpp", "#include <boost/asio.hpp>", "narrow header")

    def test_what_cmake_generates_is_of_no_room(self):
        self.assert_fine("agent/cli/a.cpp", '#include "generated/version.hpp"')

    def test_a_comment_is_no_include(self):
        self.assert_fine("agent/net/a.cpp", '// #include "watch/snapshot.hpp"')

    def test_a_file_outside_every_room_has_no_place(self):
        self.assert_objects("agent/misc/a.cpp", '#include "base/time.hpp"', "stands in no room")

    def test_it_ends_with_1_exactly_when_it_objects(self):
        self.assertEqual(floors.main([str(self.root)]), 0)
        (self.root / "agent" / "base").mkdir(parents=True)
        (self.root / "agent" / "base" / "a.hpp").write_text('#include "cli/command.hpp"\n')
        self.assertEqual(floors.main([str(self.root)]), 1)


if __name__ == "__main__":
    unittest.main()
