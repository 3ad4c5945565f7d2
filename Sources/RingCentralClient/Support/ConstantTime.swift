/// Compares secrets in a time that does not tell how much of them was right.
enum ConstantTime {
    static func equal(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        var difference = a.count ^ b.count
        for index in 0..<max(a.count, b.count) {
            let x = a.isEmpty ? 0 : a[index % a.count]
            let y = b.isEmpty ? 1 : b[index % b.count]
            difference |= Int(x ^ y)
        }
        return difference == 0
    }
}
