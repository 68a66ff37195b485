const path = require('node:path') as typeof import('node:path')
module.exports = { folder: path.basename(__dirname), twice: (n: number): number => n * 2 }
