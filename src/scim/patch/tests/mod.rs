mod attributes;
mod extension;
mod request;
mod table;
mod values;
