/// The JSON lines, an interface that scripts rely on. Each has a `type`.
enum Line {
    struct Summary: Encodable {
        let type = "summary"
        let command: String
        let counts: [String: Int]
        let exit: Int32
        var stopped: String?
        var seconds: Double?
    }

    struct ErrorLine: Encodable {
        let type = "error"
        let message: String
        let remedy: String?
    }
}
