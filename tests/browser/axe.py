"""What axe-core objects to: what a screen reader or a keyboard would stumble over."""
import fetched


def complaints(page):
    """Of what `page` shows now, a line each."""
    page.run(fetched.axe() + "; 0")
    return page.run("""axe.run(document, {resultTypes: ['violations']}).then((found) =>
        found.violations.flatMap((rule) => rule.nodes.map((node) =>
            `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`)))""")
