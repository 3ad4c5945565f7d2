/// The page's icons: drawn here, as symbols that the page uses by name.
enum PageIcons {
    /// All symbols, out of sight.
    static let sprite: Markup = {
        let symbols = shapes.map { name, shape in
            "<symbol id=\"i-\(name)\" viewBox=\"0 0 16 16\">\(Markup(trusted: shape))</symbol>" as Markup
        }
        return "<svg class=\"sprite\" aria-hidden=\"true\">\(symbols)</svg>"
    }()

    /// One icon.
    static func use(_ name: String) -> Markup {
        "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-\(name)\"></use></svg>"
    }

    /// A patch lead between two sockets, as a data address.
    static let favicon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        + "%3Crect width='16' height='16' rx='4' fill='%232a5fc4'/%3E"
        + "%3Cpath d='M4.5 5v2.5a3.5 3.5 0 0 0 7 0V5' fill='none' stroke='%23fff' stroke-width='1.6' stroke-linecap='round'/%3E"
        + "%3Ccircle cx='4.5' cy='4.6' r='1.6' fill='%23fff'/%3E%3Ccircle cx='11.5' cy='4.6' r='1.6' fill='%23fff'/%3E%3C/svg%3E"

    private static let shapes: [(name: String, shape: String)] = [
        ("good", "<path d=\"M3 8.5l3.3 3.3L13 4.6\"/>"),
        ("bad", "<path d=\"M4 4l8 8M12 4l-8 8\"/>"),
        ("warning", "<path d=\"M8 2.5v7\"/><path d=\"M8 13v.3\"/>"),
        ("neutral", "<path d=\"M3.5 8h9\"/>"),
        ("chevron", "<path d=\"M6 3.5L10.5 8 6 12.5\"/>"),
        ("up", "<path d=\"M8 13V3.5M4 7.3l4-4 4 4\"/>"),
        ("down", "<path d=\"M8 3v9.5M4 8.7l4 4 4-4\"/>"),
        ("right", "<path d=\"M3 8h9.5M8.7 4l4 4-4 4\"/>"),
        ("left", "<path d=\"M13 8H3.5M7.3 4l-4 4 4 4\"/>"),
        ("search", "<circle cx=\"7\" cy=\"7\" r=\"4.5\"/><path d=\"M10.4 10.4L14 14\"/>"),
        ("download", "<path d=\"M8 2.5v8M4.6 7.4L8 10.8l3.4-3.4M3 13.5h10\"/>"),
        (
            "copy",
            "<rect x=\"5.5\" y=\"5.5\" width=\"8\" height=\"8\" rx=\"1.6\"/><path d=\"M10.5 2.5h-6a2 2 0 0 0-2 2v6\"/>"
        ),
        ("close", "<path d=\"M4.5 4.5l7 7M11.5 4.5l-7 7\"/>"),
        ("plus", "<path d=\"M8 3.5v9M3.5 8h9\"/>"),
        ("minus", "<path d=\"M3.5 8h9\"/>"),
        ("moon", "<path d=\"M13.2 9.6A5.8 5.8 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z\"/>"),
        (
            "sun",
            "<circle cx=\"8\" cy=\"8\" r=\"2.8\"/>"
                + "<path d=\"M8 1.6v1.2M8 13.2v1.2M1.6 8h1.2M13.2 8h1.2M3.5 3.5l.8.8M11.7 11.7l.8.8M12.5 3.5l-.8.8M4.3 11.7l-.8.8\"/>"
        ),
    ]
}
