import Testing

/// Checks that a text shows in none of the ways in which a value is printed: interpolated, debugged, dumped, mirrored.
func expectHidden<Value>(_ text: String, in value: Value, sourceLocation: SourceLocation = #_sourceLocation) {
    var dumped = ""
    dump(value, to: &dumped)
    for shown in ["\(value)", String(describing: value), String(reflecting: value), dumped, mirrored(value)] {
        #expect(!shown.contains(text), sourceLocation: sourceLocation)
    }
}

/// Everything that reflection finds in a value, to the bottom.
private func mirrored(_ value: Any, depth: Int = 0) -> String {
    guard depth < 12 else { return "" }
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle != nil || !mirror.children.isEmpty else { return "\(value)" }
    return mirror.children.map { "\($0.label ?? "") \(mirrored($0.value, depth: depth + 1))" }.joined(separator: "\n")
}
